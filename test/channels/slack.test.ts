import { describe, expect, test } from 'vitest'
import type { Content } from '#src/channels/channel.ts'
import { slack } from '#src/channels/slack/about.ts'
import { slackMessage } from '#src/channels/slack/message.ts'
import { readConfig } from '#src/config.ts'
import { aNotice, anIncidentContent, aReader, aWord } from './makers.ts'

const config = readConfig({ PUBLIC_URL: 'https://status.example.test', SECRET_KEY: 'k'.repeat(32) })
const HOOK = 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'

describe('an address in Slack', () => {
  test('is an incoming webhook of theirs, and staff see which without being able to post there', () => {
    expect(slack.read(` ${HOOK}?x=1 `, config)).toMatchObject({ ok: true, address: HOOK })
    expect(slack.show(HOOK)).toBe('https://hooks.slack.com/•••XXXX')
  })

  test.each([
    'https://hooks.slack.com.evil.example/services/T0/B0/x',
    'https://evil.example/services/T0/B0/x',
    'https://hooks.slack.com:8443/services/T0/B0/x',
    'https://hooks.slack.com/workflows/T0/B0/x',
    'https://hooks.slack.com/services/../../api',
  ])('is not %s', (typed) => {
    expect(slack.read(typed, config)).toMatchObject({ ok: false, why: 'wayVendor' })
  })
})

describe('a message in Slack', () => {
  test('says what it is about, what is known and where to read on, in the reader’s language', () => {
    const message = slackMessage(aNotice({ to: aReader({ language: 'de' }) }))
    expect(message.text).toBe('Acme · Störung: Wird untersucht: Email arrives late')
    expect(message.blocks.map(({ type }) => type)).toEqual([
      'header',
      'context',
      'section',
      'section',
      'actions',
    ])
    expect(JSON.stringify(message.blocks.at(-1))).toContain('/incidents/abc123def456')
    expect(JSON.stringify(message.blocks.at(-1))).toContain('/subscriptions/7-1-')
  })

  test('calls nobody and draws nothing by what staff wrote', () => {
    const text = '<!channel> <@U123> <https://evil.example|here> *bold* & more'
    const content = anIncidentContent({ title: '<!here> & <b>' }, { updates: [aWord({ text })] })
    const message = slackMessage(aNotice({ content }))
    expect(message.text).toMatch(/&lt;!here&gt; &amp; &lt;b&gt;$/)
    expect(JSON.stringify(message.blocks)).not.toContain('mrkdwn')
  })

  test('keeps Slack’s limits, however much was said', () => {
    const long = '🙂'.repeat(9_000)
    const components = Array.from({ length: 500 }, (_, n) => ({
      name: `Part ${n}`,
      status: 'major_outage',
      statusLabel: '',
    }))
    const content = anIncidentContent(
      { title: long, stillWorks: long },
      { components, updates: [aWord({ text: long })] },
    )
    const lengths = (value: unknown): number[] =>
      typeof value === 'string' ? [value.length] : Object.values(value as object).flatMap(lengths)
    const { blocks } = slackMessage(aNotice({ content }))
    expect(Math.max(...lengths(blocks[0]))).toBeLessThanOrEqual(150)
    expect(Math.max(...lengths(blocks[2]))).toBeLessThanOrEqual(3_000)
    expect(Math.max(...lengths(blocks[3]))).toBeLessThanOrEqual(2_000)
    expect(JSON.stringify(blocks).isWellFormed()).toBe(true)
  })

  test('asks whether it is wanted, with a button', () => {
    const url = 'https://status.example.test/subscriptions/confirm/7-x'
    const content: Content = { about: 'confirm', url, kinds: ['incident'], components: 'all', post: null }
    const message = slackMessage(
      aNotice({ content, to: aReader({ preferencesUrl: null, unsubscribeUrl: null }) }),
    )
    expect(JSON.stringify(message.blocks.at(-1))).toContain(url)
    expect(JSON.stringify(message)).toContain('write to Slack')
  })
})
