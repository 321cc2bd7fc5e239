import type { Variable } from './values.ts'

/**
 * What of Liquid a template may say, judged before the engine reads it: what is not named here cannot surprise anybody
 * at sending.
 */
export class Unclear extends Error {}

const FILTERS = ['default', 'upcase', 'downcase']
const TAGS = ['if', 'elsif', 'else', 'endif', 'unless', 'endunless', 'case', 'when', 'endcase']
const STRING = /"[^"\\]*"|'[^'\\]*'/g
/** A string in quotes, once it has been taken out. */
const QUOTED = '""'
const WORD = '[A-Za-z_]\\w*'
const VALUE = `(?:${WORD}|${QUOTED})`
const TEST = `(?:not\\s+)?${WORD}|${WORD}\\s*(?:==|!=|contains)\\s*(?:${VALUE})`
const OUTPUT = new RegExp(`^${VALUE}(\\s*\\|\\s*${WORD}(?:\\s*:\\s*${VALUE})?)*$`)
const CONDITION = new RegExp(`^(?:${TEST})(?:\\s+(?:and|or)\\s+(?:${TEST}))*$`)
const WHEN = new RegExp(`^${QUOTED}(?:\\s*(?:,|or)\\s*${QUOTED})*$`)
const OPERATORS = ['and', 'or', 'not', 'contains', 'blank', 'empty', 'nil', 'true', 'false']

/** Judges `{{ … }}`. */
export function judgeOutput(text: string, known: readonly Variable[]): void {
  const code = bare(text)
  if (!code) throw new Unclear('There is nothing between “{{” and “}}”.')
  if (!OUTPUT.test(code)) throw unclear(text)
  const [, ...filters] = code.split('|').map((one) => /^\s*(\w+)/.exec(one)?.[1] ?? '')
  const strange = filters.find((one) => !FILTERS.includes(one))
  if (strange) throw new Unclear(`There is no filter “${strange}” here; there are ${FILTERS.join(', ')}.`)
  if (filters.some((one, at) => (one === 'default') !== /:/.test(code.split('|')[at + 1] ?? '')))
    throw unclear(text)
  const words = wordsIn(code.replace(/\|\s*\w+/g, '|'))
  judgeWords(words, known)
  if (words.includes('name') && filters.some((one) => one !== 'default'))
    throw new Unclear('A name stays as its owner writes it: take the filter away.')
}

/** Judges `{% … %}`. */
export function judgeTag(text: string, known: readonly Variable[]): void {
  const [, tag = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(bare(text)) ?? []
  if (!TAGS.includes(tag))
    throw new Unclear(`There is no “{% ${tag.slice(0, 30)} %}” here; there are if, unless and case.`)
  if (['if', 'elsif', 'unless'].includes(tag)) {
    if (!CONDITION.test(rest)) throw unclear(text)
    judgeWords(
      wordsIn(rest).filter((one) => !OPERATORS.includes(one)),
      known,
    )
    if (
      rest
        .split(/\s+(?:and|or)\s+/)
        .some((one) => /\bname\b/.test(one) && !/^(?:not\s+)?name$/.test(one.trim()))
    )
      throw new Unclear('Of a name it can only be asked whether there is one: {% if name %}.')
  } else if (tag === 'case') {
    if (!new RegExp(`^${WORD}$`).test(rest)) throw unclear(text)
    judgeWords([rest], known)
    if (rest === 'name')
      throw new Unclear('Of a name it can only be asked whether there is one: {% if name %}.')
  } else if (tag === 'when') {
    if (!WHEN.test(rest)) throw unclear(text)
  } else if (rest) throw unclear(text)
}

/** Judges what stands between: braces there are meant to be something else. */
export function judgeText(text: string, known: readonly Variable[]): void {
  const single = /\{\s*(\w+)\s*\}/.exec(text)?.[1]
  if (single && known.some((one) => one === single))
    throw new Unclear(`Write {{ ${single} }} with two braces on each side.`)
  const stray = /[{}%]?[{}][%]?/.exec(text.replace(/\{[^{}%]*\}/g, ''))?.[0]
  if (stray && stray.length > 1) throw new Unclear(`“${stray}” stands alone: it opens or closes nothing.`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
  if (/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e]/.test(text))
    throw new Unclear('This holds a character that nobody can see. Please write it anew.')
}

/** What stands between the braces, every string in it replaced by an empty one. */
function bare(text: string): string {
  return text
    .replace(/^\{[{%]-?|-?[}%]\}$/g, '')
    .replace(STRING, QUOTED)
    .trim()
}

function wordsIn(code: string): string[] {
  return code.match(new RegExp(WORD, 'g')) ?? []
}

function judgeWords(words: string[], known: readonly Variable[]): void {
  const strange = words.find((one) => !known.some((other) => other === one))
  if (strange === 'news')
    throw new Unclear('{{ news }} is for text messages; in a mail the news stands whole.')
  if (strange) throw new Unclear(`There is no “${strange}” here; there are ${known.join(', ')}.`)
}

function unclear(text: string): Unclear {
  return new Unclear(`“${text.split('\n', 1)[0]?.slice(0, 60)}” is not understood.`)
}
