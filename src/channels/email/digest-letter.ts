import { mailWordsIn } from '#src/words/mail/index.ts'
import type { Content, Notice, PostContent } from '../channel.ts'
import { type Clock, instantFor, sinceWords } from '../times.ts'
import { contactOf, greet, type Letter, type Piece } from './letter.ts'
import { markOf, other } from './post-letter.ts'
import { stateLine } from './state-line.ts'
import { apart, joint, short } from './words.ts'

type Digest = Extract<Content, { about: 'digest' }>

/** Of what was said last, so much; the rest stands on the page. */
const MOST_SAID = 320

/** One mail for all that was held back: how many things since when, then each with its state, title, newest words and link. `kept`: how many of them. */
export function digestLetter(notice: Notice, content: Digest, kept: number): Letter {
  const { sender, to } = notice
  const { language } = to
  const words = mailWordsIn(language)
  const clock: Clock = { pageZone: sender.timeZone, readerZone: to.timeZone, now: notice.at, language }
  const posts = content.posts.slice(0, kept).map((post) => pieceOf(post, clock))
  const title = words.digest.title(content.posts.length, sinceWords(content.since, clock))
  return {
    language,
    subject: `[${sender.pageName}] ${title}`,
    preheader: short(posts.map((piece) => `${piece.state.label}: ${piece.title}`).join(' · '), 170),
    pageName: sender.pageName,
    accent: sender.accent,
    title,
    titleLanguage: undefined,
    mark: null,
    state: null,
    opening: [greet(to), words.digest.lead[content.rhythm]],
    news: { html: '', text: '' },
    closing: [],
    signature: [],
    facts: [],
    posts,
    button: { label: words.button.digest, url: sender.publicUrl },
    history: [],
    earlier: words.earlier,
    older: content.posts.length > kept ? { label: words.olderOnPage, url: sender.publicUrl } : null,
    footer: {
      why: words.why.digest[content.rhythm](to.address, sender.pageName),
      contact: contactOf(sender, language),
      links: [
        { label: words.links.change, url: to.preferencesUrl },
        { label: words.links.stop, url: to.unsubscribeUrl },
      ].filter((link): link is { label: string; url: string } => link.url !== null),
      postalAddress: sender.postalAddress,
    },
  }
}

function pieceOf(content: PostContent, clock: Clock): Piece {
  const { post, updates } = content
  const local = { ...clock, pageZone: post.timeZone ?? clock.pageZone }
  const news = updates[0]
  const written = news?.language ?? post.language
  return {
    title: post.title,
    url: post.url,
    state: stateLine(content, local),
    text: short((news?.text ?? '').replace(/\s+/g, ' '), MOST_SAID),
    signed: news ? signedBy(news, clock) : '',
    mark: markOf(written, clock.language),
    language: other(written, clock.language),
  }
}

function signedBy({ authorName, at }: PostContent['updates'][number], clock: Clock): string {
  const when = instantFor(at, clock)
  return authorName ? `${apart(authorName, clock.language)}${joint(clock.language)}${when}` : when
}
