import { Liquid, type Template, Tokenizer, TokenKind } from 'liquidjs'
import { judgeOutput, judgeTag, judgeText, Unclear } from './grammar.ts'
import type { Values, Variable } from './values.ts'

/** Letters of a template; what it makes is bounded by them, for nothing in it repeats. */
export const MOST_LETTERS = 2_000

/**
 * Liquid with nearly everything taken away: no files, no loops, no variables of its own, no filter that could change
 * the letters of a name (a mail is set once for many, with a mark where each name goes).
 */
const engine = new Liquid({
  templates: {},
  strictFilters: true,
  strictVariables: true,
  ownPropertyOnly: true,
  jsTruthy: true,
  parseLimit: MOST_LETTERS,
  memoryLimit: 100_000,
})
keepOnly(engine.tags, ['if', 'unless', 'case'])
keepOnly(engine.filters, ['default', 'upcase', 'downcase'])

function keepOnly(all: Record<string, unknown>, kept: string[]): void {
  for (const name of Object.keys(all)) if (!kept.includes(name)) delete all[name]
}

/** Why a template cannot be kept: a plain sentence, and the line that it is about. */
export class TemplateFault extends Error {
  readonly line: number
  constructor(line: number, sentence: string) {
    super(`Line ${line}: ${sentence}`)
    this.line = line
  }
}

/** Reads a template that may hold these variables. Throws a {@link TemplateFault} about the first thing that is wrong. */
export function parseTemplate(text: string, known: readonly Variable[]): void {
  if (text.length > MOST_LETTERS)
    throw new TemplateFault(1, `Keep this under ${MOST_LETTERS.toLocaleString('en')} letters.`)
  const options = engine.options
  const tokenizer = new Tokenizer(text, options.operators)
  while (tokenizer.p < tokenizer.N) {
    const line = text.slice(0, tokenizer.p).split('\n').length
    at(line, () => {
      const token = tokenizer.readTopLevelToken(options)
      if (token.kind === TokenKind.Output) judgeOutput(token.getText(), known)
      else if (token.kind === TokenKind.Tag) judgeTag(token.getText(), known)
      else judgeText(token.getText(), known)
    })
  }
  at(1, () => engine.parse(text))
}

function at(line: number, judge: () => unknown): void {
  try {
    judge()
  } catch (error) {
    if (error instanceof Unclear) throw new TemplateFault(line, error.message)
    throw new TemplateFault(lineOf(error) ?? line, sentenceOf(error instanceof Error ? error.message : ''))
  }
}

/** The engine's own words hold its line at their end. */
function lineOf(error: unknown): number | undefined {
  const found = error instanceof Error ? /, line:(\d+)/.exec(error.message)?.[1] : undefined
  return found ? Number(found) : undefined
}

function sentenceOf(message: string): string {
  const unclosed = /^(?:tag|output) "?(.+?)"? not closed/s.exec(message)?.[1]
  if (unclosed) return `“${unclosed.split('\n', 1)[0]?.slice(0, 60)}” is opened and never closed.`
  const lost = /^tag "?(\w+)"? not found/.exec(message)?.[1]
  if (lost) return `“{% ${lost} %}” stands where nothing is open that it could belong to.`
  return 'This is not understood. Look for a brace or a word too many.'
}

const parsed = new Map<string, Template[]>()

/**
 * The text that a template makes of these values: plain, for the letter to escape. Takes templates that
 * {@link parseTemplate} let pass; these never throw here.
 */
export function fill(template: string, values: Values): string {
  let known = parsed.get(template)
  if (!known) {
    if (parsed.size > 500) parsed.clear()
    known = engine.parse(template)
    parsed.set(template, known)
  }
  const scope = Object.assign(Object.create(null), values)
  return String(engine.renderSync(known, scope))
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
