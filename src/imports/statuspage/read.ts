import type { z } from 'zod'
import { ImportFault } from '../fault.ts'
import { type Answer, answer } from './shape.ts'

const LISTS = ['incidents', 'scheduled_maintenances', 'components'] as const

/**
 * One answer of Statuspage's public API, whichever it is: the lists in it say so. `name` is what an error calls the
 * file. Throws an {@link ImportFault} that names the first place where it is not what it should be.
 */
export function readAnswer(name: string, text: string): Answer {
  const value = parseJson(name, text)
  if (!isObject(value)) throw new ImportFault(name, `should be an object, but is ${kindOf(value)}`)
  if (!LISTS.some((list) => list in value)) {
    throw new ImportFault(
      name,
      'has none of incidents, scheduled_maintenances and components: is it from Statuspage’s public API?',
    )
  }
  const parsed = answer.safeParse(value, { error: sentence })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ImportFault(name, issue ? `${placeOf(issue.path)}: ${issue.message}` : 'is not readable')
}

function parseJson(name: string, text: string): unknown {
  const clean = text.replace(/^\uFEFF/, '')
  if (!clean.trim()) throw new ImportFault(name, 'is empty')
  if (/^\s*</.test(clean)) throw new ImportFault(name, 'is not JSON, it looks like a web page')
  try {
    return JSON.parse(clean)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ImportFault(
      name,
      cutOff(why, clean) ? `is cut off after line ${clean.split('\n').length}` : `is not JSON: ${why}`,
    )
  }
}

/** Whether the parser came to grief at the very end: a download that broke, not a wrong file. */
function cutOff(why: string, text: string): boolean {
  const position = /at position (\d+)/.exec(why)?.[1]
  return (
    why.includes('Unexpected end') || (position !== undefined && Number(position) >= text.trimEnd().length)
  )
}

const NAMES: Record<string, string> = {
  array: 'a list',
  object: 'an object',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
}

function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined
  if (issue.input === undefined) return 'is missing'
  return `should be ${NAMES[issue.expected] ?? issue.expected}, but is ${kindOf(issue.input)}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return (Array.isArray(value) ? NAMES.array : NAMES[typeof value]) ?? typeof value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `incidents[12].incident_updates[0].status` */
function placeOf(path: PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index ? '.' : ''}${String(step)}`))
    .join('')
}
