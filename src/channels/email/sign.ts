import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import DKIM from 'nodemailer/lib/dkim'
import { type DkimConfig, isRsa } from '#src/config/dkim.ts'
import { type Message, press } from './parts.ts'

/**
 * What the signature covers: all that we set. RFC 8058 wants both unsubscribe headers in it; nodemailer's own list has
 * only one of them.
 */
const FIELDS =
  'From:Sender:Reply-To:To:Subject:Date:Message-ID:In-Reply-To:References:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted:Precedence:Feedback-ID'

/**
 * Signs messages as they go; rejects where one could not be signed, for unsigned it would not be believed. Throws when
 * the key's file cannot be read or holds none that we can sign with.
 */
export function signer({ domain, selector, key }: DkimConfig): (message: Message) => Promise<Message> {
  const pem = 'pem' in key ? key.pem : readFileSync(key.file, 'utf8')
  if (!isRsa(pem)) throw new Error('DKIM_PRIVATE_KEY_FILE must hold a private RSA key in PEM.')
  // Typed as text; as a key that is read already it signs twice as many.
  const privateKey = createPrivateKey(pem) as unknown as string
  const dkim = new DKIM({ domainName: domain, keySelector: selector, privateKey, headerFieldNames: FIELDS })
  const set = press()

  return async (message) => {
    const raw = unstuffed(set(message, '', false).toString('latin1'))
    const signed = await bytesOf(dkim.sign(raw))
    const header = signed.subarray(0, signed.length - raw.length)
    if (!header.toString('latin1').startsWith('DKIM-Signature:'))
      throw new Error('The mail could not be signed.')
    const [first = Buffer.alloc(0), ...rest] = message.pieces
    return {
      ...message,
      pieces: [Buffer.concat([header, first]), ...rest],
      bytes: message.bytes + header.length,
    }
  }
}

/** The message as it is received: without the final dot, no dot doubled. */
function unstuffed(wire: string): string {
  return wire.slice(0, -3).replaceAll('\r\n..', '\r\n.')
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
