import type { Letter, Piece } from './letter.ts'

/** The letter as plain text, complete in itself. */
export function textOf(letter: Letter): string {
  const { state, footer, older } = letter
  const blocks = [
    letter.pageName,
    letter.title,
    letter.mark,
    state && stands(state),
    ...letter.opening,
    letter.news.text.trim(),
    ...letter.closing,
    letter.signature.join('\n'),
    letter.facts.map((fact) => `${fact.name}: ${fact.lines.join('; ')}`).join('\n'),
    ...letter.posts.map(piece),
    letter.button && `${letter.button.label}:\n${letter.button.url}`,
    ...(letter.history.length ? [letter.earlier, ...letter.history.map(entry)] : []),
    older && `${older.label}: ${older.url}`,
    '-- ',
    footer.why,
    footer.links.map((link) => `${link.label}: ${link.url}`).join('\n'),
    footer.contact,
    footer.postalAddress,
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

function stands({ label, detail }: Piece['state']): string {
  return detail ? `${label} · ${detail}` : label
}

function piece({ title, url, state, text, signed, mark }: Piece): string {
  const lines = [stands(state), title, text, [signed, mark].filter(Boolean).join(' · '), url]
  return lines.filter(Boolean).join('\n')
}

function entry(update: Letter['history'][number]): string {
  return `${update.label} · ${update.when}\n${update.said.text.trim()}`
}
