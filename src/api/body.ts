import type { z } from 'zod'
import { type Problems, Refusal } from '#src/refusal.ts'
import { Unfit } from './fail.ts'

type Tree = { [key: string]: Tree | string | string[] }

/** A body as JSON or as a form (`incident[name]=…`, `incident[component_ids][]=…`); an empty one is an empty object. */
export function readBody(text: string, type: string): unknown {
  const bare = text.trim()
  if (!bare) return {}
  // Many a script sends JSON and calls it a form.
  const value =
    /^application\/([\w.-]+\+)?json\b/i.test(type) || /^[[{]/.test(bare) ? json(bare) : form(bare, type)
  refuseNul(value)
  return value
}

/** Reads by a schema; throws a {@link Refusal} with one sentence per wrong field, by the name of the innermost. */
export function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems: Problems = {}
  for (const { path, message } of parsed.error.issues) {
    const names = path.filter((part) => typeof part === 'string')
    problems[names.at(-1) ?? 'form'] ??= sentence(message)
  }
  throw new Refusal('invalid', problems)
}

/** What the library says by itself, as we say things. */
function sentence(message: string): string {
  const [, wanted, given] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? []
  if (wanted)
    return given === 'undefined' ? 'This is missing.' : `This takes a value of type ${wanted}, not ${given}.`
  return /[.…]$/.test(message) ? message : `${message}.`
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unfit(400, 'json', 'This is not JSON.')
  }
}

function form(text: string, type: string): unknown {
  if (!/^(application\/x-www-form-urlencoded\b|text\/plain\b|$)/i.test(type))
    throw new Unfit(415, 'type', 'Send application/json or application/x-www-form-urlencoded.')
  const tree: Tree = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = name.split(/\[|\]\[|\]/).filter((part, index, all) => part !== '' || index < all.length - 1)
    if (keys.length > 6 || !plant(tree, keys, value))
      throw new Unfit(400, 'form', 'This form is not well formed.')
  }
  return tree
}

/** Puts a value where its name says; false when something else stands there. */
function plant(tree: Tree, [key = '', ...rest]: string[], value: string): boolean {
  const here = tree[key]
  if (!rest.length) {
    tree[key] = value
    return typeof here !== 'object'
  }
  if (rest[0] === '') {
    if (here === undefined) tree[key] = [value]
    else if (Array.isArray(here)) here.push(value)
    return here === undefined || Array.isArray(here)
  }
  if (here === undefined) tree[key] = Object.create(null)
  const inside = tree[key]
  return typeof inside === 'object' && !Array.isArray(inside) && plant(inside, rest, value)
}

/** No text that anybody means holds it, and PostgreSQL cannot keep it. */
function refuseNul(value: unknown): void {
  const waiting = [value]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one === 'string' && one.includes('\0'))
      throw new Unfit(400, 'nul', 'This holds a character that no text has.')
    if (typeof one === 'object' && one !== null)
      for (const [key, inside] of Object.entries(one)) waiting.push(key, inside ?? '')
  }
}
