import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toMarkdown } from '#src/imports/statuspage/body.ts'
import { markdownToHtml, markdownToText } from '#src/posts/markdown.ts'

test.each([
  ['line breaks stay', 'One.<br />Two.<br/>Three.\nFour.', 'One.  \nTwo.  \nThree.  \nFour.'],
  ['two of them part paragraphs', 'One.<br /><br />Two.\r\n\r\n\r\nThree.', 'One.\n\nTwo.\n\nThree.'],
  [
    'links become links',
    'See <a href="https://a.example/x?a=1&amp;b=2">here</a>.',
    'See [here](https://a.example/x?a=1&b=2).',
  ],
  ['a bare link stays bare', '<a href="https://a.example/">https://a.example/</a>', '<https://a.example/>'],
  ['a link that runs code keeps only its words', '<a href="javascript:alert(1)">press</a>', 'press'],
  [
    'emphasis and code are kept',
    '<b>Now</b> <em>really</em> <code>git push</code>',
    '**Now** *really* `git push`',
  ],
  [
    'paragraphs and lists are kept',
    '<p>We fix:</p><ul><li>mail</li><li>web</li></ul>',
    'We fix:\n\n- mail\n- web',
  ],
  ['typed lists stay lists', 'We fix:\n• mail\n• web\nThanks', 'We fix:\n\n- mail\n- web\n\nThanks'],
  [
    'what only looks like a tag stays',
    'a <1min gap, < 2% of runs, use <your-token>',
    'a <1min gap, < 2% of runs, use \\<your-token>',
  ],
  ['scripts are left out', 'a<script>alert(1)</script>b', 'ab'],
  ['a line of dashes makes no heading', 'Causes\n-----\nNone', 'Causes  \n\\-----  \nNone'],
  ['a line between dashes is no list', '- Plans -\nLate', '\\- Plans -  \nLate'],
  ['odd spaces become plain ones', 'rate of\u00a0 API', 'rate of API'],
  ['nothing stays nothing', '', ''],
])('%s', (_, body, markdown) => {
  expect(toMarkdown(body)).toBe(markdown)
})

test('reads the same on the page as it was meant', () => {
  const html = markdownToHtml(
    toMarkdown('Down for <1min.<br />Use <your-token> & C:\\_temp\\*.<br /><br />Sorry.'),
  )
  expect(html).toContain('Down for &#x3C;1min.<br>')
  expect(html).toContain('Use &#x3C;your-token>')
  expect(html).toContain('C:\\_temp\\*.</p>')
})

test('loses no word of plain text, whatever its signs', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/)
  const sign = fc.constantFrom(' ', '\n', '\n\n', '<br />', ' <', '< ', '\\', ' & ', '. ', ': ')
  fc.assert(
    fc.property(fc.array(fc.tuple(word, sign), { minLength: 1, maxLength: 12 }), (parts) => {
      const body = parts.map(([text, between]) => `q${text}q${between}`).join('')
      const shown = markdownToText(toMarkdown(body))
      for (const [text] of parts) expect(shown).toContain(`q${text}q`)
    }),
  )
})
