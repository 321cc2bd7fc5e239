import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mail } from './message.ts'

/**
 * The MIME bytes of a mail: multipart/alternative, text first, UTF-8 as quoted-printable; within multipart/mixed where an
 * appointment is attached.
 */
export function bytesOf(mail: Mail): Promise<Buffer> {
  return new MailComposer({
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo ? { replyTo: { name: '', address: mail.replyTo } } : {}),
    messageId: mail.messageId,
    ...(mail.thread ? { inReplyTo: mail.thread, references: mail.thread } : {}),
    date: new Date(mail.date),
    subject: mail.subject,
    headers: mail.headers.map(([key, value]) => ({ key, value: { prepared: true, value } })),
    text: mail.text,
    html: mail.html,
    ...(mail.calendar === null ? {} : { attachments: [appointment(mail.calendar)] }),
    encoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
    .compile()
    .build()
}

/** Published, not an invitation: nobody is asked for an answer (RFC 6047 §2.4). */
function appointment(content: string) {
  return {
    filename: 'event.ics',
    content,
    contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    contentDisposition: 'attachment' as const,
  }
}

/** The same as text: all of it is ASCII in whole lines, or it is refused. */
export async function mimeOf(mail: Mail): Promise<string> {
  const mime = (await bytesOf(mail)).toString('latin1')
  if (/[^\t\r\n -~]|[^\r]\n|\r[^\n]/.test(mime)) throw new Error('The mail is not ASCII in whole lines.')
  return mime
}

/** As it goes over the wire: a dot that begins a line is doubled (RFC 5321 §4.5.2). */
export function stuffed(mime: string): string {
  return mime.replaceAll('\r\n.', '\r\n..')
}

/** What ends a message. */
export function endOf(mime: string): string {
  return mime.endsWith('\r\n') ? '.\r\n' : '\r\n.\r\n'
}
