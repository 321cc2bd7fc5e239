import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Refusal } from '#src/refusal.ts'

const derive = promisify(argon2)

/** argon2id with 19 MiB and two passes (W5). Raising these makes older hashes be replaced at the next sign-in. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
const LENGTH = { least: 12, most: 128 }

/** The hash to keep of a password, in the PHC format. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await inTurn(() => derive('argon2id', { message: password, nonce, ...COST }))
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${b64(nonce)}$${b64(tag)}`
}

/**
 * Whether a password belongs to a hash. Without a hash (nobody has this address) the same work is done and the
 * answer is no, so that time does not tell who exists.
 */
export async function passwordHolds(password: string, hash: string | null): Promise<boolean> {
  const kept = readHash(hash ?? '') ?? { ...COST, nonce: Buffer.alloc(16), tag: null }
  const { tag, ...cost } = kept
  const got = await inTurn(() => derive('argon2id', { message: password, ...cost }))
  return tag !== null && tag.length === got.length && timingSafeEqual(tag, got)
}

/** Whether a hash was made with another cost than today's. */
export function isOutdated(hash: string): boolean {
  const kept = readHash(hash)
  return !kept || kept.memory !== COST.memory || kept.passes !== COST.passes
}

/**
 * Refuses a new password that is too short, too long, or one that others try first: a common one or a word of this
 * product or this person, also with figures and signs around it. Anything else is welcome, in any characters.
 */
export async function checkPassword(password: string, about: string[] = []): Promise<void> {
  const length = [...password].length
  if (length < LENGTH.least)
    throw refusal(`Use at least ${LENGTH.least} characters; a few unrelated words make a good password.`)
  if (length > LENGTH.most) throw refusal(`Use at most ${LENGTH.most} characters.`)
  const lower = password.toLowerCase().normalize('NFKC')
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const words = about
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((w) => w.length > 2)
  const refused = new Set([...PRODUCT_WORDS, ...words])
  const common = await commonPasswords()
  const guessable = (text: string) => common.has(text) || refused.has(text)
  if (guessable(lower) || guessable(core) || guessable(unit(lower)) || new Set(lower).size < 5)
    throw refusal('This is one of the passwords that are guessed first. Choose a less common one.')
}

const PRODUCT_WORDS = [
  'candor',
  'candour',
  'status',
  'statuspage',
  'incident',
  'closure',
  'release',
  'admin',
  'owner',
]

/** The part that a repeated text repeats: `candor` of `candorcandor`. */
function unit(text: string): string {
  return text.slice(0, (text + text).indexOf(text, 1))
}

let common: Promise<Set<string>> | undefined

/** Some 30,000 passwords found in leaks; read when first needed. */
function commonPasswords(): Promise<Set<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  )
  return common
}

function refusal(sentence: string): Refusal {
  return new Refusal('invalid', { password: sentence })
}

const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function readHash(hash: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash)
  if (!match) return null
  const [memory = 0, passes = 0, parallelism = 0] = match.slice(1, 4).map(Number)
  const nonce = Buffer.from(match[4] ?? '', 'base64')
  const tag = Buffer.from(match[5] ?? '', 'base64')
  return { memory, passes, parallelism, tagLength: tag.length, nonce, tag }
}

/** At most four at once: more would take memory and cores from the page. */
let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 4) await new Promise<void>((go) => waiting.push(go))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
