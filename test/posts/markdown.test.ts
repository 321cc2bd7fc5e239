import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerpt, markdownToHtml, markdownToText } from '#src/posts/markdown.ts'

const SCRIPTS = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.test/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script\n>alert(1)</script\n>',
  '<script/x>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
  '<img src="javascript:alert(1)">',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  '<math><a xlink:href="javascript:alert(1)">x</a></math>',
  '<body onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<link rel=stylesheet href="javascript:alert(1)">',
  '<style>@import "javascript:alert(1)";</style>',
  '<style>body{background:url("javascript:alert(1)")}</style>',
  '<div style="background:url(javascript:alert(1))">x</div>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<base href="javascript:alert(1)//">',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<button formaction="javascript:alert(1)">x</button>',
  '<input autofocus onfocus=alert(1)>',
  '<select autofocus onfocus=alert(1)>',
  '<textarea autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<video><source onerror="alert(1)"></video>',
  '<audio src=x onerror=alert(1)>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<template><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<a href="javascript:alert(1)">x</a>',
  '<a onclick="alert(1)">x</a>',
  '<p onmouseover=alert(1)>x</p>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml version="1.0"?><script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](  javascript:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](java&#x0A;script:alert(1))',
  '[x](&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](&#x01;javascript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](feed:javascript:alert(1))',
  '[x](view-source:javascript:alert(1))',
  '[x](file:///etc/passwd)',
  '[x](//evil.test "onmouseover=alert(1)")',
  '[x](https://ok.test "\\" onmouseover=\\"alert(1)")',
  '[x](<javascript:alert(1)>)',
  '[x][r]\n\n[r]: javascript:alert(1)',
  '[x][r]\n\n[r]: <javascript:alert(1)> "onclick=alert(1)"',
  '<javascript:alert(1)>',
  '<https://ok.test/" onmouseover="alert(1)>',
  '![x](javascript:alert(1))',
  '![x](https://evil.test/pixel.png)',
  '![x](x" onerror="alert(1))',
  '![x" onerror="alert(1)](x)',
  '`<script>alert(1)</script>`',
  '```html\n<script>alert(1)</script>\n```',
  '```"><script>alert(1)</script>\nx\n```',
  '| <script>alert(1)</script> | x |\n|---|---|\n| <img src=x onerror=alert(1)> | y |',
  '# <img src=x onerror=alert(1)>',
  '- [ ] <input type=image src=x onerror=alert(1)>',
  'x[^1]\n\n[^1]: <script>alert(1)</script>',
  'x[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: y',
  'www.evil.test/"onmouseover="alert(1)',
  'https://ok.test/"><script>alert(1)</script>',
  '\u0000<script>alert(1)</script>',
  '<scrıpt>alert(1)</scrıpt>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
]

// What is left may hold these words as text, never as a tag, an attribute or an address.
const ALLOWED_TAG =
  /^<\/?(p|a|em|strong|del|code|pre|ul|ol|li|blockquote|br|hr|h[3-6]|table|thead|tbody|tr|th|td|sup|section|span|div)(\s(?:"[^"]*"|[^"<>])*)?>$/
const ALLOWED_ATTRIBUTES =
  /^(href|rel|title|class|id|align|start|aria-describedby|aria-label|aria-labelledby|data-[a-z-]+|dir)$/

function tagsOf(html: string): string[] {
  return html.match(/<[/a-zA-Z!?](?:"[^"]*"|[^">])*>/g) ?? []
}

function expectHarmless(html: string): void {
  for (const tag of tagsOf(html)) {
    expect(tag).toMatch(ALLOWED_TAG)
    for (const [, name, value] of tag.matchAll(/\s([^\s=">]+)(?:="([^"]*)")?/g)) {
      expect(name).toMatch(ALLOWED_ATTRIBUTES)
      if (name === 'href') expect(value).toMatch(/^(https?:|mailto:|#|\/|[\w.%-]*$)/i)
    }
  }
}

describe('markdown', () => {
  test.each(SCRIPTS)('makes %j harmless', (payload) => {
    for (const text of [payload, `Before ${payload} after`, `> ${payload}`, `- ${payload}`, `**${payload}**`])
      expectHarmless(markdownToHtml(text))
  })

  test('makes any mixture of payloads harmless', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SCRIPTS), { maxLength: 4 }), fc.string(), (parts, glue) => {
        expectHarmless(markdownToHtml(parts.join(glue)))
      }),
      { numRuns: 200 },
    )
  })

  test('keeps what people use: emphasis, lists, links, tables, code', () => {
    const html = markdownToHtml('**All** [of it](https://a.test):\n\n- one\n- `two`\n\n| a |\n|---|\n| b |')
    expect(html).toContain('<strong>All</strong>')
    expect(html).toContain('<a href="https://a.test" rel="noopener nofollow ugc">of it</a>')
    expect(html).toContain('<li><code>two</code></li>')
    expect(html).toContain('<td>b</td>')
  })

  test('begins headings below the title of the post and leaves no level out', () => {
    expect(markdownToHtml('# One\n\n### Two\n\n###### Three')).toBe(
      '<h3>One</h3>\n<h4>Two</h4>\n<h5>Three</h5>',
    )
    expect(markdownToHtml('## What happened')).toBe('<h3>What happened</h3>')
  })

  test('loads no picture from anywhere: a picture tells a stranger who reads', () => {
    expect(markdownToHtml('![map](https://evil.test/pixel.png)')).not.toContain('evil.test')
  })
})

describe('plain text', () => {
  test('keeps where links lead, the dashes of lists and the marks of quotes', () => {
    expect(markdownToText('See [the page](https://a.test).\n\n- one\n- two\n\n> said')).toBe(
      'See the page (https://a.test).\n\n- one\n- two\n\n> said',
    )
  })

  test('has no raw HTML left in it', () => {
    expect(markdownToText('a <b>bold</b> word\n\n<script>alert(1)</script>')).not.toMatch(/[<>]/)
  })
})

describe('an excerpt', () => {
  test('is one line of the paragraphs, without headings, lists, tables or link targets', () => {
    const body =
      '## What happened\n\nA [router](https://a.test) *failed*.\n\n- one\n\n| a |\n|---|\n| b |\n\nIt works.'
    expect(excerpt(body, 200)).toBe('A router failed. It works.')
  })

  test('takes what there is where there are no paragraphs', () => {
    expect(excerpt('- one\n- two', 200)).toBe('- one - two')
  })

  test('ends at a word and never exceeds its length', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 60 }), fc.integer({ min: 10, max: 120 }), (text, length) => {
        const short = excerpt(text, length)
        expect(short.length).toBeLessThanOrEqual(length)
      }),
    )
  })
})

describe('marks as no person sets them', () => {
  const WILD = {
    quotes: '>'.repeat(20_000),
    'quotes with spaces': `${'> '.repeat(9_999)}a`,
    'numbered items': '1) '.repeat(6_600),
    'quotes and items': '> - '.repeat(5_000),
    'notes in notes': '[^a]: '.repeat(3_300),
    emphasis: '*a_'.repeat(6_600),
    'a script': `${'> '.repeat(30)}<script>alert(1)</script>`,
  }

  test.each(Object.entries(WILD))('%s are shown as typed rather than costing the page', (_, body) => {
    const html = markdownToHtml(body)
    expect(html).toMatch(/^<p>/)
    expect(html).not.toMatch(/<(?!\/?p>)/)
    expect(markdownToText(body)).toBe(body.trim())
    expect(excerpt(body, 160).length).toBeLessThanOrEqual(160)
  })

  test('a report with many names and a line across it is still read as Markdown', () => {
    const body = `${'- a_b_c *now*\n'.repeat(300)}\n${'-'.repeat(400)}\n\n> > > said`
    expect(markdownToHtml(body)).toMatch(/<li>[\s\S]*<hr>[\s\S]*<blockquote>/)
  })
})
