import type { Letter } from './letter.ts'

/** The letter as plain text, complete in itself. */
export function textOf(letter: Letter): string {
  const { state, footer } = letter
  const blocks = [
    letter.pageName,
    letter.title,
    state && (state.detail ? `${state.label} · ${state.detail}` : state.label),
    letter.greeting,
    letter.news.text.trim(),
    letter.signature.join('\n'),
    letter.facts.map((fact) => `${fact.name}: ${fact.lines.join('; ')}`).join('\n'),
    letter.button && `${letter.button.label}:\n${letter.button.url}`,
    ...(letter.history.length ? ['Earlier', ...letter.history.map(entry)] : []),
    letter.shortened && letter.button ? `Older updates stand on the page: ${letter.button.url}` : '',
    '-- ',
    footer.why,
    footer.links.map((link) => `${link.label}: ${link.url}`).join('\n'),
    footer.contact,
    footer.postalAddress,
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

function entry(update: Letter['history'][number]): string {
  return `${update.label} · ${update.when}\n${update.said.text.trim()}`
}
