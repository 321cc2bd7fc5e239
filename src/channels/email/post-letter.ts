import type { Impact, State } from '#src/posts/kinds.ts'
import type { Status } from '#src/status/component.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import type { Notice, NoticeUpdate, PostContent } from '../channel.ts'
import { type Clock, instantFor, spanFor } from '../times.ts'
import { leadOf } from './lead.ts'
import { contactOf, greet, type Letter, postSubject } from './letter.ts'
import { stateLine } from './state-line.ts'
import { apart, joint, short, small } from './words.ts'
import { woven } from './woven.ts'

/** The letter about a post: the news first, then facts, then what was said before. `kept`: how much of that. */
export function postLetter(notice: Notice, content: PostContent, kept: number): Letter {
  const { sender, to } = notice
  const { post, updates } = content
  const { language } = to
  const words = mailWordsIn(language)
  const clock: Clock = { pageZone: sender.timeZone, readerZone: to.timeZone, now: notice.at, language }
  // A closure is told in the clock of the place that closes.
  const local: Clock = { ...clock, pageZone: post.timeZone ?? clock.pageZone }
  const news = updates[0] ?? emptyUpdate(content, notice.at)
  const older = updates.slice(1)
  const state = stateLine(content, local)
  const own = (part: 'opening' | 'closing') => woven(part, notice, content, local)?.split(/\n{2,}/) ?? null
  return {
    language,
    subject: postSubject(post.title, sender),
    preheader: preheaderOf(state, news.text),
    pageName: sender.pageName,
    accent: sender.accent,
    title: post.title,
    titleLanguage: other(post.language, language),
    mark: markOf(news.language, language),
    state,
    opening: own('opening') ?? [greet(to), leadOf(content, local)].filter(Boolean),
    news: saidIn(news, language),
    closing: own('closing') ?? [],
    signature: [news.authorName ?? sender.pageName, instantFor(news.at, clock)],
    facts: factsOf(content, local),
    posts: [],
    button: { label: words.button[post.kind], url: post.url },
    history: older.slice(0, kept).map((update) => ({
      label: labelsIn(language).state[update.state as State] ?? update.stateLabel,
      when: whenSaid(update, clock, news.language),
      said: saidIn(update, language),
    })),
    earlier: words.earlier,
    older: older.length > kept ? { label: words.olderOnPage, url: post.url } : null,
    footer: {
      why: whyOf(to, post.kind, sender.pageName),
      contact: contactOf(sender, language),
      links: [
        { label: words.links.change, url: to.preferencesUrl },
        { label: words.links.stop, url: to.unsubscribeUrl },
        { label: words.links.online, url: post.url },
      ].filter((link): link is { label: string; url: string } => link.url !== null),
      postalAddress: sender.postalAddress,
    },
  }
}

/** What lists of mails show beside the subject. */
export function preheaderOf(state: NonNullable<Letter['state']>, text: string): string {
  const stands = [state.label, state.detail].filter(Boolean).join(' · ')
  return short(`${stands}. ${text.replace(/\s+/g, ' ')}`, 170)
}

/** The quiet mark of a text that is not in the reader's language. */
export function markOf(written: Language, read: Language): string | null {
  return written === read ? null : mailWordsIn(read).onlyIn[written]
}

/** A language, where it is not that of the letter. */
export function other(written: Language, read: Language): Language | undefined {
  return written === read ? undefined : written
}

function whyOf(
  { because = 'kind', address, language }: Notice['to'],
  kind: PostContent['post']['kind'],
  page: string,
) {
  const { why } = mailWordsIn(language)
  return because === 'post' ? why.post(address, page) : why[because][kind](address, page)
}

function saidIn({ html, text, language }: NoticeUpdate, read: Language): Letter['news'] {
  return { html, text, language: other(language, read) }
}

/** When an older update was said and by whom; its language is marked where the news has not said so already. */
function whenSaid(update: NoticeUpdate, clock: Clock, marked: Language): string {
  const mark = update.language === marked ? null : markOf(update.language, clock.language)
  const { language } = clock
  const when = instantFor(update.at, clock)
  const signed = update.authorName ? `${when}${joint(language)}${apart(update.authorName, language)}` : when
  return mark ? `${signed} · ${mark}` : signed
}

function emptyUpdate({ post }: PostContent, at: number): NoticeUpdate {
  const { state, stateLabel, language } = post
  return { state, stateLabel, html: '', text: '', authorName: null, at, language }
}

function factsOf({ post, components }: PostContent, clock: Clock): Letter['facts'] {
  const { language } = clock
  const labels = labelsIn(language)
  const words = mailWordsIn(language).facts
  const facts: Letter['facts'] = []
  const fact = (name: string, lines: string[], written?: Language) => {
    if (lines.length) facts.push({ name, lines, language: written && other(written, language) })
  }
  const instant = (name: string, at: number | null) => {
    if (at !== null) fact(name, [instantFor(at, clock)])
  }
  const incident = post.kind === 'incident'
  const statusOf = (one: { status: string; statusLabel: string }) =>
    incident && one.status !== 'operational'
      ? `: ${small(labels.status[one.status as Status] ?? one.statusLabel)}`
      : ''
  fact(
    incident ? words.affected : words.about,
    components.map((one) => one.name + statusOf(one)),
  )
  if (incident) {
    if (post.impact && post.impact !== 'none')
      fact(words.impact, [labels.impact[post.impact as Impact] ?? post.impact])
    instant(words.began, post.startedAt)
    instant(words.resolved, post.resolvedAt)
  }
  if (post.kind === 'closure') {
    instant(words.from, post.startsAt)
    instant(words.until, post.endsAt)
    if (post.movedFrom) fact(words.formerly, [spanFor(post.movedFrom.startsAt, post.movedFrom.endsAt, clock)])
  }
  if (post.stillWorks) fact(words.stillWorks, post.stillWorks.split(/\r?\n/).filter(Boolean), post.language)
  if (post.resolvedAt === null) instant(words.nextUpdateBy, post.nextUpdateBy)
  return facts
}
