import type { Fields } from './fields.ts'
import { decodeWords } from './text.ts'

const SUBJECT =
  /^\s*(?:re:\s*|aw:\s*)?(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer|ly)|autoreply|auto:|out[ -]of[ -](?:the[ -])?office|vacation|(?:on|away on) (?:leave|holiday|vacation)|away from|i am away|abwesen|automatische (?:antwort|abwesen)|r.ponse automatique|absence|respuesta autom|fuera de|resposta autom|risposta automatica|assente|afwezig|automatisch antwoord|autosvar|automaattinen|自動|不在|自动)/i

/**
 * Whether somebody's program answered for them while they are away (RFC 3834). Mail systems mark their own mails in the
 * same way; `bySystem` tells that one wrote this.
 */
export function isAutoReply(head: Fields, bySystem: boolean): boolean {
  if (SUBJECT.test(decodeWords(head.get('subject') ?? '').slice(0, 200))) return true
  const auto = head.get('auto-submitted') ?? ''
  return (
    !bySystem &&
    (/^auto-replied/i.test(auto) ||
      ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from', 'x-mail-autoreply'].some(
        (name) => head.has(name),
      ) ||
      /auto[_-]?reply|vacation/i.test(head.get('precedence') ?? '') ||
      /vacation|autorespond/i.test(head.get('x-mailer') ?? ''))
  )
}
