import { describe, expect, test } from 'vitest'
import { discord } from '#src/channels/discord/about.ts'
import { discordMessage } from '#src/channels/discord/message.ts'
import { teams } from '#src/channels/teams/about.ts'
import { teamsMessage } from '#src/channels/teams/message.ts'
import { readConfig } from '#src/config.ts'
import { aNotice, anIncidentContent, aReader, aWord } from './makers.ts'

const config = readConfig({ PUBLIC_URL: 'https://status.example.test', SECRET_KEY: 'k'.repeat(32) })
const WORKFLOW =
  'https://prod-12.westeurope.logic.azure.com/workflows/0123abcd/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=secret'
const LONG = '🙂'.repeat(9_000)
const LONGEST = anIncidentContent(
  { title: LONG, stillWorks: LONG, nextUpdateBy: Date.UTC(2026, 10, 22, 13) },
  {
    components: Array.from({ length: 500 }, (_, n) => ({
      name: `P${n}`,
      status: 'major_outage',
      statusLabel: '',
    })),
    updates: [aWord({ text: LONG })],
  },
)
const SIGNS = anIncidentContent(
  {},
  { updates: [aWord({ text: '@everyone <@1> [x](https://evil.example) **bold**' })] },
)
const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values((value ?? {}) as object).flatMap(textsOf)

describe('Discord', () => {
  const hook = 'https://discord.com/api/webhooks/123456789/AbC-d_ef'
  test.each([
    [hook, hook],
    [
      `https://canary.discord.com/api/v10/webhooks/123456789/AbC-d_ef?thread_id=42&wait=true`,
      `${hook}?thread_id=42`,
    ],
    ['https://discordapp.com/api/webhooks/123456789/AbC-d_ef', hook],
  ])('takes %s', (typed, address) => {
    expect(discord.read(typed, config)).toMatchObject({ ok: true, address })
  })

  test.each([
    'https://discord.com.evil.example/api/webhooks/1/x',
    'https://discord.com/api/users/@me',
    'https://discord.com/api/webhooks/1/x/../../2',
    'https://discord.gg/x',
  ])('takes nothing else: %s', (typed) => {
    expect(discord.read(typed, config)).toMatchObject({ ok: false, why: 'wayVendor' })
  })

  test('is told in an embed that calls nobody', () => {
    const message = discordMessage(aNotice({ content: SIGNS }))
    expect(message.allowed_mentions).toEqual({ parse: [] })
    expect(message).not.toHaveProperty('content')
    expect(message.embeds[0]?.description).toContain('\\[x\\](https://evil.example) \\*\\*bold\\*\\*')
    expect(message.embeds[0]).toMatchObject({ url: 'https://status.example.test/incidents/abc123def456' })
  })

  test('is told within its limits, however much was said', () => {
    const embed = discordMessage(aNotice({ content: LONGEST })).embeds[0]
    expect(embed?.title.length).toBeLessThanOrEqual(256)
    expect(embed?.description.length).toBeLessThanOrEqual(4_096)
    const { author, title, description, fields } = embed ?? {}
    expect(textsOf([author, title, description, fields]).join('').length).toBeLessThanOrEqual(6_000)
    expect(description).toContain('/incidents/')
    expect(JSON.stringify(embed).isWellFormed()).toBe(true)
  })
})

describe('Microsoft Teams', () => {
  test('takes the address of a workflow, of whose secret staff see nothing', () => {
    expect(teams.read(WORKFLOW, config)).toMatchObject({ ok: true, address: WORKFLOW })
    expect(teams.show(WORKFLOW)).not.toMatch(/secret|0123abcd/)
    for (const typed of [
      'https://logic.azure.com.evil.example/workflows/1/triggers/x',
      'https://x.logic.azure.com/',
    ])
      expect(teams.read(typed, config)).toMatchObject({ ok: false, why: 'wayVendor' })
  })

  test('is told in an Adaptive Card 1.4 as a workflow takes it', () => {
    const message = teamsMessage(aNotice({ content: SIGNS, to: aReader({ language: 'fr' }) }))
    expect(message).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.4', lang: 'fr' },
        },
      ],
    })
    const { body, actions } = message.attachments[0]?.content ?? {}
    expect(JSON.stringify(body)).toContain('\\\\[x\\\\](https://evil.example)')
    expect(actions?.map(({ url }) => url)).toContain('https://status.example.test/incidents/abc123def456')
  })

  test('is told in less than the 28 kB that it takes, in any writing', () => {
    for (const text of [LONG, '\n"\\*'.repeat(9_000), '語'.repeat(20_000)]) {
      const content = { ...LONGEST, updates: [aWord({ text })] }
      const message = JSON.stringify(teamsMessage(aNotice({ content })))
      expect(Buffer.byteLength(message)).toBeLessThan(28_000)
      expect(message.isWellFormed()).toBe(true)
    }
  })
})
