import { expect, test } from 'vitest'
import { openCarriers } from '#src/channels/open.ts'
import { readConfig } from '#src/config.ts'
import { mac } from '#src/keys.ts'
import { TWILIO_TEST_ENV } from '#test/support/twilio-stand-in.ts'

const BASE = { PUBLIC_URL: 'https://status.example.test', SECRET_KEY: 'x'.repeat(32) }
const MAIL = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'updates@example.test' }

test('only configured channels have a carrier', async () => {
  const names = async (env: Record<string, string>) => {
    const carriers = await openCarriers(readConfig({ ...BASE, OUTGOING_HTTP: 'no', ...env }), mac)
    for (const carrier of carriers.values()) await carrier.close()
    return [...carriers.keys()]
  }
  expect(await names({})).toEqual([])
  expect(await names(MAIL)).toEqual(['email'])
  expect(await names({ ...MAIL, ...TWILIO_TEST_ENV })).toEqual(['email', 'sms'])
})
