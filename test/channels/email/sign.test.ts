import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { expect, test } from 'vitest'
import type { Notice } from '#src/channels/channel.ts'
import { composer } from '#src/channels/email/compose.ts'
import { press } from '#src/channels/email/parts.ts'
import { signer } from '#src/channels/email/sign.ts'
import { readConfig } from '#src/config.ts'
import { aNotice, anIncidentContent, aReader, aWord, MAIL_SETTINGS, showcase } from '../makers.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const DKIM = { domain: 'status.example.test', selector: 'candor1', key: { pem: privateKey } }
const ZONE: Record<string, string> = {
  'candor1._domainkey.status.example.test': `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
}
const BASE = {
  PUBLIC_URL: 'https://status.example.test',
  SECRET_KEY: 'x'.repeat(32),
  SMTP_URL: 'smtp://127.0.0.1:25',
  MAIL_FROM: 'updates@mail.example.test',
}

const compose = composer(MAIL_SETTINGS, signer(DKIM))
const set = press()

async function received(notice: Notice): Promise<Buffer> {
  const { message } = await compose(notice)
  const wire = set(message, '', false).toString('latin1')
  expect(wire).toHaveLength(message.bytes)
  return Buffer.from(wire.slice(0, -3).replaceAll('\r\n..', '\r\n.'), 'latin1')
}

async function verdictOn(raw: Buffer) {
  const { results } = await dkimVerify(raw, {
    resolver: async (name: string) => [[ZONE[name] ?? '']],
  })
  return results.map(({ status, signingDomain, signingHeaders }) => ({
    result: status.result,
    domain: signingDomain,
    signed: signingHeaders?.keys.toLowerCase().split(/:\s*/) ?? [],
  }))
}

test('a signature covers both unsubscribe headers and holds, for everybody who gets a mail that was set once', async () => {
  const content = anIncidentContent({}, { updates: [aWord({ text: '.dots\n..\n  spaces  \n\n\n' })] })
  for (const name of ['Ana', null, 'Maria João', '株式会社']) {
    const [verdict, ...others] = await verdictOn(await received(aNotice({ content, to: aReader({ name }) })))
    expect(others).toEqual([])
    expect(verdict).toMatchObject({ result: 'pass', domain: 'status.example.test' })
    for (const header of ['list-unsubscribe', 'list-unsubscribe-post', 'from', 'to', 'subject', 'list-id'])
      expect(verdict?.signed).toContain(header)
  }
})

test('what somebody changes on the way is seen: a header, a link, a letter', async () => {
  const raw = (await received(aNotice({ to: aReader({ name: 'Ana' }) }))).toString('latin1')
  for (const [from, to] of [
    ['List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Click'],
    ['status.example.test/u/7', 'status.example.test/u/8'],
    ['Subject: [Acme]', 'Subject: [Evil]'],
    ['A person reads', 'A robot reads'],
  ] as const) {
    expect(raw).toContain(from)
    const [verdict] = await verdictOn(Buffer.from(raw.replace(from, to), 'latin1'))
    expect([from, verdict?.result]).not.toEqual([from, 'pass'])
  }
})

test('account mail is signed too', async () => {
  const [verdict] = await verdictOn(await received(showcase().confirm as Notice))
  expect(verdict?.result).toBe('pass')
  expect(verdict?.signed).not.toContain('list-unsubscribe')
})

test('who signs is settled as a whole: a name and one key, RSA, its domain that of the mail', () => {
  const read = (env: Record<string, string>) => readConfig({ ...BASE, ...env }).email?.dkim
  expect(read({})).toBeNull()
  expect(read({ DKIM_SELECTOR: 'candor1', DKIM_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n') })).toEqual({
    domain: 'mail.example.test',
    selector: 'candor1',
    key: { pem: privateKey },
  })
  const { privateKey: edwards } = generateKeyPairSync('ed25519')
  for (const [env, fault] of [
    [{ DKIM_SELECTOR: 'candor1' }, 'DKIM_PRIVATE_KEY or DKIM_PRIVATE_KEY_FILE is needed'],
    [{ DKIM_PRIVATE_KEY: privateKey }, 'DKIM_SELECTOR is missing'],
    [{ DKIM_SELECTOR: 'a b', DKIM_PRIVATE_KEY: privateKey }, 'DKIM_SELECTOR must be a name'],
    [{ DKIM_SELECTOR: 'a', DKIM_PRIVATE_KEY: 'secret' }, 'must be a private RSA key'],
    [
      { DKIM_SELECTOR: 'a', DKIM_PRIVATE_KEY: String(edwards.export({ type: 'pkcs8', format: 'pem' })) },
      'must be a private RSA key',
    ],
  ] as [Record<string, string>, string][])
    expect(() => read(env)).toThrow(fault)
  expect(() => signer({ ...DKIM, key: { file: '/dev/null' } })).toThrow('must hold a private RSA key')
})
