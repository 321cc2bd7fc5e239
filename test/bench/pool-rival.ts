import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'

/** A process that sends through nodemailer's pool, each message composed for its reader, and says how long it took. */
interface Order {
  port: number
  messages: number
  connections: number
  /** A raw message of ours: its texts and headers are used again. */
  sample: string
}

process.on('disconnect', () => process.exit(0))
process.on('message', async (order: Order) => {
  const { text = '', html, subject, headerLines } = await simpleParser(order.sample)
  const unsubscribe = /https?:\/\/\S+\/u\/[\w-]+/.exec(text)?.[0] ?? 'https://status.example/u/1'
  const kept = headerLines.filter(({ key }) => /^(list-|feedback-id|auto-submitted|precedence|x-)/.test(key))
  const headers = kept
    .filter(({ key }) => key !== 'list-unsubscribe')
    .map(({ key, line }) => ({ key, value: line.slice(line.indexOf(':') + 1).trim() }))
  const transport = createTransport({
    host: '127.0.0.1',
    port: order.port,
    pool: true,
    maxConnections: order.connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  })
  const mailFor = (i: number) => {
    const link = unsubscribe.replace(/\d+$|[\w-]+$/, `${i}-1-${String(i).padStart(22, '0')}`)
    return {
      from: 'Acme <news@status.example>',
      to: `reader${i}@large.example`,
      subject,
      messageId: `<d.${String(i).padStart(22, '0')}@status.example>`,
      headers: [...headers, { key: 'List-Unsubscribe', value: `<${link}>` }],
      text: text.replaceAll(unsubscribe, link),
      html: html ? html.replaceAll(unsubscribe, link) : undefined,
    }
  }
  let next = 0
  const began = performance.now()
  const lane = async () => {
    while (next < order.messages) {
      next += 1
      await transport.sendMail(mailFor(next))
    }
  }
  // Twice as many as connections, so that the pool never waits for us.
  await Promise.all(Array.from({ length: order.connections * 2 }, lane))
  const ms = performance.now() - began
  transport.close()
  process.send?.({ ms })
})
process.send?.('ready')
