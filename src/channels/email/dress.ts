import { directionOf } from '#src/words/language.ts'
import { dirOf, type Letter, type Said } from './letter.ts'
import { inAccent, STYLES, TEXT_CLASS } from './style.ts'

// A whole tag with its quoted attributes, so that a "<" inside an attribute is never taken for a tag.
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[^\s"'>=/]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/g

/** A person's text with our styles on its elements; its headings, which begin at h3, begin at `top`. */
export function dressed(said: Said, top: 2 | 4, letter: Letter): string {
  const styles = STYLES[said.language ? directionOf(said.language) : dirOf(letter)].text
  return said.html.replace(TAG, (whole, closing: string, tag: string, attributes: string) => {
    const plain = styles[tag]
    if (!plain) return whole
    const style = tag === 'a' ? inAccent(plain, 'color', letter) : plain
    const level = /^h([3-6])$/.exec(tag)?.[1]
    const name = level ? `h${Math.min(6, Number(level) - 3 + top)}` : tag
    if (closing) return `</${name}>`
    const kept = attributes.replace(/\s+(?:style|class|id)="[^"]*"/g, '')
    return `<${name}${kept}${TEXT_CLASS[tag] ? ` class="${TEXT_CLASS[tag]}"` : ''} style="${style}">`
  })
}
