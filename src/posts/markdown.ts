import type { Element, Root } from 'hast'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { remembered } from './remembered.ts'

/** The allow-list of W11: no raw HTML, no pictures, links to http, https and mailto only. */
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter(
    (name) => !['img', 'input', 'picture', 'source'].includes(name),
  ),
  // Nothing colours code, so its language is nobody's business.
  attributes: { ...defaultSchema.attributes, code: [] },
  protocols: { href: ['http', 'https', 'mailto'] },
  clobberPrefix: 'text-',
}

const toHtml = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(() => lowerHeadings)
  .use(rehypeSanitize, schema)
  .use(() => markLinks)
  .use(rehypeStringify)

/** Markdown as safe HTML for page, mail and feeds alike; headings begin below the post's own title. */
export const markdownToHtml = remembered((markdown) =>
  isWild(markdown) ? toHtml.stringify(asTyped(markdown)) : String(toHtml.processSync(markdown)),
)

// A dozen quotes, items or notes within each other on one line.
const DEEP = /^[ \t]*(?:>[ \t]*|(?:[-+*]|\d{1,9}[.)]|\[\^[^\]\s]+\]:)[ \t]+){12}/m
const MOST_MARKS = 2_000

/** Marks as no person sets them, whose reading takes seconds or the whole stack: such a text is shown as it was typed. */
function isWild(markdown: string): boolean {
  return DEEP.test(markdown) || (markdown.match(/[*_~]+/g)?.length ?? 0) > MOST_MARKS
}

function asTyped(text: string): Root {
  const paragraphs = text.split(/\n{2,}/).map((value): Element => {
    return { type: 'element', tagName: 'p', properties: {}, children: [{ type: 'text', value }] }
  })
  return { type: 'root', children: paragraphs }
}

/** Markdown as plain text that reads well by itself: link targets in brackets, list dashes, quotes kept. */
export function markdownToText(markdown: string): string {
  if (isWild(markdown)) return markdown.trim()
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown)
  return textOf(tree as MarkdownNode)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** The first words as one line of at most `length` characters: of its paragraphs, where it has any; links without targets. */
export function excerpt(markdown: string, length: number): string {
  if (isWild(markdown)) return cut(markdown.replace(/\s+/g, ' ').trim(), length)
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown) as MarkdownNode
  const paragraphs = (tree.children ?? []).filter((node) => node.type === 'paragraph')
  const line = paragraphs.length ? paragraphs.map(wordsOf).join(' ') : textOf(tree)
  return cut(line.replace(/\s+/g, ' ').trim(), length)
}

function wordsOf(node: MarkdownNode): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value ?? ''
  return node.type === 'break' ? ' ' : (node.children ?? []).map(wordsOf).join('')
}

function cut(line: string, length: number): string {
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\s,;:–—]+\S*$/, '')}…`
}

/** The highest heading of a text becomes h3, the next h4, whatever they were: no level is ever left out. */
function lowerHeadings(tree: Root): void {
  const headings: Element[] = []
  walk(tree, (element) => {
    if (/^h[1-6]$/.test(element.tagName)) headings.push(element)
  })
  const levels = [...new Set(headings.map(({ tagName }) => tagName))].sort()
  for (const heading of headings) heading.tagName = `h${Math.min(6, levels.indexOf(heading.tagName) + 3)}`
}

function markLinks(tree: Root): void {
  walk(tree, (element) => {
    if (element.tagName === 'a') element.properties.rel = ['noopener', 'nofollow', 'ugc']
  })
}

function walk(node: Root | Element, visit: (element: Element) => void): void {
  for (const child of node.children) {
    if (child.type !== 'element') continue
    visit(child)
    walk(child, visit)
  }
}

interface MarkdownNode {
  type: string
  value?: string
  url?: string
  ordered?: boolean | null
  start?: number | null
  children?: MarkdownNode[]
}

function textOf(node: MarkdownNode): string {
  const inner = () => (node.children ?? []).map(textOf).join('')
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value ?? ''
    case 'code':
      return `${node.value ?? ''}\n\n`
    case 'html':
      return ''
    case 'break':
      return '\n'
    case 'link': {
      const label = inner()
      return !node.url || node.url === label || node.url === `mailto:${label}`
        ? label
        : `${label} (${node.url})`
    }
    case 'list':
      return `${(node.children ?? []).map((item, index) => `${node.ordered ? `${(node.start ?? 1) + index}.` : '-'} ${textOf(item).trim().replace(/\n+/g, '\n  ')}`).join('\n')}\n\n`
    case 'blockquote':
      return `${inner()
        .trim()
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')}\n\n`
    case 'tableRow':
      return `${(node.children ?? []).map(textOf).join(' | ')}\n`
    case 'thematicBreak':
      return '---\n\n'
    case 'paragraph':
    case 'heading':
    case 'table':
      return `${inner()}\n\n`
    default:
      return inner()
  }
}
