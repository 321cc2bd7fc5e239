import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ConfigFault, readConfig } from '#src/config.ts'
import { ended, freePort, listenTo, startServer } from '#test/support/site.ts'

const GOOD = { PUBLIC_URL: 'https://status.example.com', SECRET_KEY: 'k'.repeat(32) }

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
}

test('an environment with an address and a key is enough', () => {
  expect(readConfig(GOOD)).toMatchObject({
    publicUrl: GOOD.PUBLIC_URL,
    email: null,
    sms: null,
    trustedProxies: 0,
  })
})

test('names every fault at once, each in one sentence', () => {
  const faults = faultsOf({ PORT: 'many', TRUSTED_PROXIES: '-1', LOG_LEVEL: 'loud' })
  expect(faults).toHaveLength(5)
  for (const fault of faults) expect(fault).toMatch(/^[A-Z_]{4,} .+\.$/)
})

test.each([
  ['PUBLIC_URL', 'http://status.example.com', /must be an https address/],
  ['PUBLIC_URL', 'https://example.com/status', /origin without a path, such as https:\/\/example\.com\./],
  ['PUBLIC_URL', 'status.example.com', /must be an https address/],
  ['SECRET_KEY', 'short', /too short/],
  ['PORT', '70000', /at most 65535/],
  ['DATABASE_URL', 'mysql://db.example.com/candor', /path of a file, or begin with postgres:/],
  ['SMTP_URL', 'relay.example.com', /must look like smtp:/],
  ['SMTP_URL', 'smtp://relay:port', /must look like smtp:/],
  ['MAIL_FROM', 'Acme', /one mail address/],
  ['MAIL_ACCOUNT_FROM', 'a@b.test, c@d.test', /one mail address/],
  ['MAIL_DOMAIN', 'news@acme.test', /must be a domain/],
  ['MAIL_BOUNCE_DOMAIN', 'https://acme.test', /must be a domain/],
  ['MAIL_HOOK_SECRET', 'too short', /32 characters or more/],
  ['SMTP_CONNECTIONS', '0', /at least 1/],
  ['SNAPSHOT_S3_URL', 'http://s3.example.com/bucket', /https address with the bucket/],
  ['SNAPSHOT_S3_URL', 'https://s3.example.com/', /https address with the bucket/],
  [
    'SNAPSHOT_S3_URL',
    'https://s3.example.com/bucket',
    /^SNAPSHOT_S3_KEY_ID or SNAPSHOT_S3_SECRET is missing/,
  ],
  ['SMTP_RATE', '0', /more than 0/],
  ['SMTP_DESTINATION_RATE', 'many', /how many a second/],
  ['MAIL_RAMP_FROM', '22.11.2026', /such as 2026-11-22/],
  ['SMS_RATE', '-1', /more than 0/],
  ['SMTP_ALLOW_PLAINTEXT', 'true', /yes or no/],
  ['TWILIO_ACCOUNT_SID', 'AC12', /AC and 32 hexadecimal digits/],
  ['TWILIO_FROM', '0123', /such as \+14155550100/],
  ['TWILIO_MESSAGING_SERVICE_SID', 'MG12', /MG and 32 hexadecimal digits/],
  ['TWILIO_AUTH_TOKEN', 'secret', /^TWILIO_ACCOUNT_SID is missing/],
  ['TWILIO_API_URL', 'ftp://twilio.test', /http or https address/],
  ['SMS_COUNTRIES', 'Portugal', /country codes/],
  ['SMS_COUNTRIES', 'US, UK', /the United Kingdom is GB/],
  ['SMS_CONCURRENCY', '1.5', /whole number/],
])('refuses %s=%s', (name, value, sentence) => {
  expect(faultsOf({ ...GOOD, MAIL_FROM: 'news@acme.test', [name]: value })[0]).toMatch(sentence)
})

test('mail and text messages need all their parts', () => {
  expect(faultsOf({ ...GOOD, SMTP_URL: 'smtp://relay.example.com' })).toEqual([
    expect.stringMatching(/^MAIL_FROM is missing/),
  ])
  const faults = faultsOf({ ...GOOD, TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_API_KEY: 'SK1' })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'TWILIO_AUTH_TOKEN',
    'TWILIO_API_KEY',
    'TWILIO_FROM',
    'SMS_COUNTRIES',
  ])
})

test('what is missing between variables is named together with what is wrong in one', () => {
  const faults = faultsOf({ SMTP_URL: 'smtp://relay.example.com', TWILIO_AUTH_TOKEN: 'secret', PORT: 'x' })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'PUBLIC_URL',
    'PORT',
    'SECRET_KEY',
    'MAIL_FROM',
    'TWILIO_ACCOUNT_SID',
  ])
})

test('a page on the internet posts into its own network only when that has been said twice', () => {
  const inside = { ...GOOD, OUTGOING_ALLOWED_HOSTS: 'Hooks.intra.example, 127.0.0.1:8443' }
  expect(faultsOf(inside)).toEqual([expect.stringContaining('OUTGOING_ALLOW_PRIVATE')])
  const allowed = ['hooks.intra.example', '127.0.0.1:8443']
  expect(readConfig({ ...inside, OUTGOING_ALLOW_PRIVATE: 'yes' }).outgoing).toEqual({ allowed })
  expect(readConfig({ ...inside, PUBLIC_URL: 'http://localhost:4321' }).outgoing).toEqual({ allowed })
  expect(readConfig({ ...GOOD, OUTGOING_HTTP: 'no' }).outgoing).toBeNull()
})

test('the README has a line for every variable, and for no other', () => {
  const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const sources = [
    'config.ts',
    'config/channels.ts',
    'config/snapshot.ts',
    'config/outgoing.ts',
    'config/dkim.ts',
  ]
    .map((file) => read(`src/${file}`))
    .join('')
  const known = [...sources.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1])
  const lines = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const told = lines.flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)])
  expect(told.map((match) => match[1]).sort()).toEqual(known.sort())
  expect(known.length).toBeGreaterThan(20)
})

test('the server does not start with a fault: it says each one plainly and exits 78', async () => {
  const child = startServer({ SECRET_KEY: 'short', PORT: 'x' })
  const output = listenTo(child)
  await new Promise((resolve) => child.once('close', resolve))
  expect(child.exitCode).toBe(78)
  const lines = output().trim().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/^PUBLIC_URL is missing: /)
})

test('the server does not start without a build, and says how to get one', async () => {
  const port = String(await freePort())
  const child = startServer({
    ...GOOD,
    PORT: port,
    DATABASE_URL: ':memory:',
    CANDOR_DIST: 'test/output/no-build',
  })
  const output = listenTo(child)
  await new Promise((resolve) => child.once('close', resolve))
  expect(await ended(child)).toBe(78)
  expect(output()).toMatch(/^The site has not been built: run npm run build \(looked in .*\)\.\n$/)
})
