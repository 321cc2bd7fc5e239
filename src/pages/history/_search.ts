import { searchPosts } from '#db/queries/search.ts'
import { readDb } from '#src/database.ts'
import { around, marked, wordsAsked } from '#src/posts/found.ts'
import { excerpt, markdownToText } from '#src/posts/markdown.ts'
import type { Post } from '#src/posts/post.ts'
import { inLanguage } from '#src/posts/texts.ts'
import type { Hit, Search } from '#src/ui/public/search.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'

const A_PAGE = 20
const EXCERPT = 240

/** What a search finds: at most a page, before the key that the last page ended with. */
export async function search(typed: string, page: string | null, language: Language): Promise<Search> {
  const words = wordsAsked(typed)
  const before = page !== null && /^\d{1,16}$/.test(page) ? Number(page) : Number.MAX_SAFE_INTEGER
  const found = await searchPosts(readDb(), words, { before, limit: A_PAGE })
  return {
    typed: typed.slice(0, 200).trim(),
    askable: words.length > 0,
    givenUp: found === undefined,
    further: before !== Number.MAX_SAFE_INTEGER,
    hits: found?.posts.map((post) => hitOf(readable(post, words, language), words)) ?? [],
    next: found?.next,
  }
}

/** In the reader's language, or in the one in which the words stand. */
function readable(post: Post, words: string[], language: Language): Post {
  const stands = ({ title, updates }: Post) =>
    [title, ...updates.map(({ body }) => body)].some((text) => marked(text, words) !== undefined)
  const read = [language, post.language, ...LANGUAGES].map((one) => inLanguage(post, one))
  return read.find(stands) ?? inLanguage(post, language)
}

function hitOf(post: Post, words: string[]): Hit {
  const said = post.updates.find(({ body }) => marked(body, words) !== undefined)
  const text = said && around(markdownToText(said.body), words, EXCERPT)
  const plain = { text: excerpt(post.updates[0]?.body ?? '', EXCERPT), found: false }
  return {
    post,
    title: marked(post.title, words) ?? [{ text: post.title, found: false }],
    text: text ?? [plain],
  }
}
