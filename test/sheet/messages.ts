import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { mailOf } from '#src/channels/email/message.ts'
import { smsMessage } from '#src/channels/sms/message.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import { directionOf, type Language } from '#src/words/language.ts'
import { MAIL_SETTINGS } from '#test/channels/makers.ts'
import { messagesIn } from '#test/channels/messages.ts'
import type { Form } from './shots.ts'

/** Pictures of every mail in a language in one form; gives the names of their files, and writes the text messages beside. */
export async function shootMessages(
  chromium: Browser,
  language: Language,
  { width, scheme }: Form,
  folder: string,
): Promise<string[]> {
  const page = await chromium.newPage({
    colorScheme: scheme,
    viewport: { width: Math.min(width, 700), height: 600 },
  })
  const files: string[] = []
  for (const [name, notice] of Object.entries(messagesIn(language))) {
    await page.setContent(mailOf(notice, MAIL_SETTINGS).html)
    const file = `mail-${language}-${name}-${width}-${scheme}.png`
    await page.screenshot({ path: join(folder, file), fullPage: true })
    files.push(file)
  }
  await page.close()
  writeFileSync(join(folder, `sms-${language}.html`), textsIn(language))
  return files
}

function textsIn(language: Language): string {
  const texts = Object.entries(messagesIn(language)).map(([name, notice]) => {
    const text = smsMessage(notice)
    const { count, encoding, units } = segmentsOf(text)
    return `<h2 dir="ltr">${name}: ${count} × ${encoding}, ${units} units</h2><p>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p>`
  })
  return `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><meta charset="utf-8"><title>Text messages</title><style>
body{margin:20px;font:16px system-ui;max-width:700px}h2{font-size:13px;color:#666;margin:18px 0 4px}p{margin:0;padding:10px 14px;background:#e8e8ea;border-radius:14px;width:fit-content;overflow-wrap:anywhere}
</style>${texts.join('\n')}</html>`
}

/** One sheet of pictures to look at. */
export function messageSheet(files: string[]): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Messages</title><style>
body{margin:20px;background:#888;font:14px system-ui;display:flex;flex-wrap:wrap;gap:12px;align-items:start}img{width:300px}
</style>${files.map((file) => `<img src="${file}" alt="">`).join('\n')}</html>`
}
