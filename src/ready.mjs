// Makes a clone ready before an npm script runs: `node src/ready.mjs install build`. Plain JavaScript without packages,
// because it is what a fresh clone runs first, on whatever Node the machine came with (20 or later).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const dist = resolve(root, process.env.CANDOR_DIST || 'dist')
const stamp = join(dist, '.stamp')
const lock = join(root, 'dist-lock')

/**
 * The sender as a few files instead of seven hundred: it begins in a third of the time and needs a third less memory.
 * The files lie as deep as its source, whose neighbours it starts; what is a command elsewhere is none in here.
 */
const BUNDLE = [
  'src/worker/main.ts',
  '--bundle',
  '--splitting',
  '--platform=node',
  '--format=esm',
  '--target=node24',
  `--outdir=${join(dist, 'sender')}`,
  '--out-extension:.js=.mjs',
  '--external:better-sqlite3',
  '--external:twilio',
  '--define:import.meta.main=false',
  "--banner:js=import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  '--log-level=error',
]

const steps = { install, build }

for (const name of process.argv.slice(2)) {
  const step = steps[name]
  if (!step) fail(`There is no step named ${name}: use install, build.`)
  step()
}

/** Installs what package-lock.json names, when it is not there already. */
function install() {
  if (installed()) return
  say('Installing packages and the pinned Node (a minute or two)')
  const began = Date.now()
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (!existsSync(join(root, 'node_modules/node/bin/node')))
    run('npm', ['rebuild', 'node', '--foreground-scripts', '--loglevel=error'])
  if (!installed()) fail('The packages could not be installed as package-lock.json names them.')
  say(`Installed in ${seconds(began)}`)
}

function installed() {
  const has = readJson('node_modules/.package-lock.json')?.packages
  const wanted = readJson('package-lock.json')?.packages
  if (!has || !wanted || !existsSync(join(root, 'node_modules/node/bin/node'))) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = has[path]
    return found ? found.version === entry.version : entry.optional === true
  })
}

/** Builds the site, when something it is made of has changed. One process builds, others wait for it. */
function build() {
  if (built()) return
  take(lock)
  try {
    if (built()) return
    say('Building the site and the sender')
    const began = Date.now()
    const before = sources()
    rmSync(stamp, { force: true })
    run(join(root, 'node_modules/.bin/astro'), ['build'])
    run(join(root, 'node_modules/.bin/esbuild'), BUNDLE)
    writeFileSync(stamp, before)
    say(`Built in ${seconds(began)}`)
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function built() {
  return (
    existsSync(stamp) &&
    existsSync(join(dist, 'server/entry.mjs')) &&
    existsSync(join(dist, 'sender/main.mjs')) &&
    readFileSync(stamp, 'utf8') === sources()
  )
}

/** A fingerprint of everything the build is made of. */
function sources() {
  const hash = createHash('sha256')
  for (const path of ['astro.config.mjs', 'package-lock.json', 'tsconfig.json']) add(hash, path)
  for (const folder of ['src', 'db', 'public']) {
    if (!existsSync(join(root, folder))) continue
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    for (const path of files.sort()) add(hash, path)
  }
  return hash.digest('hex')
}

function add(hash, path) {
  hash
    .update(path.replace(root, ''))
    .update('\0')
    .update(readFileSync(resolve(root, path)))
    .update('\0')
}

/** Waits until the folder `path` is ours; one left behind by a process that is gone is taken over. */
function take(path) {
  for (;;) {
    try {
      mkdirSync(path)
      writeFileSync(join(path, 'pid'), String(process.pid))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (abandoned(path)) rmSync(path, { recursive: true, force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
}

function abandoned(path) {
  try {
    process.kill(Number(readFileSync(join(path, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    if (error.code !== 'ENOENT') return error.code === 'ESRCH'
    return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5_000
  }
}

/** Runs a command of the machine; `npm ci` replaces node_modules, so it must not itself run on the Node in there. */
function run(command, args) {
  const bin = join(root, 'node_modules/.bin')
  const path = (process.env.PATH ?? '').split(delimiter)
  const outside = path.filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
  const env = {
    ...process.env,
    ASTRO_TELEMETRY_DISABLED: '1',
    CANDOR_BUILD: 'quiet',
    PATH: (command === 'npm' ? outside : [bin, ...path]).join(delimiter),
  }
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) fail(`${command} could not be run: ${error.message}`)
  if (status !== 0) {
    rmSync(lock, { recursive: true, force: true })
    fail(`${command} ${args[0]} failed; what it says stands above.`)
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'))
  } catch {
    return undefined
  }
}

function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(0)} s`
}

function say(line) {
  console.error(`› ${line}`)
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
