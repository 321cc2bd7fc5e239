import type { PastWords } from './index.ts'

const KINDS = {
  post: 'お知らせ',
  incident: '障害',
  closure: '休止',
  release: '新着情報',
} as const

export const ja: PastWords = {
  ofMonth: (month) => `履歴 ${month}`,
  about: (page, month) => `${month}に${page}が公開した内容。`,
  months: '月',
  allMonths: 'すべての月',
  emptyMonth: 'この月に公開されたものはありません。',
  count: (kind, count) => `${KINDS[kind ?? 'post']} ${count}件`,

  search: 'これまでのお知らせを検索',
  find: '検索',
  searchFor: (words) => `検索：${words}`,
  found: (words) => `「${words}」に関するお知らせ`,
  nothingFound: '見つかりませんでした',
  noWord: '検索する言葉を入力してください。記号だけでは検索できません。',
  tooCommon: 'ほとんどのお知らせに含まれる言葉です。より具体的な言葉を加えてください。',
  nothingOlder: 'これより古いものはありません。',
  noPost: (words) =>
    `「${words}」をすべて含むお知らせはありません。言葉を減らすか、言葉の初めの部分でお試しください。3文字で検索できます。`,
  also: '{months}か、{now}こともできます。',
  goThrough: '月ごとに見る',
  seeNow: '現在の状況を見る',
  results: '検索結果（新しい順）',
  older: '以前のもの',

  uptimeOf: (name) => `${name}の稼働率`,
  aboutUptime: (page) => `過去90日間の${page}の稼働状況。`,
  aboutUptimeOf: (name) => `${name}の日ごとの稼働状況。`,
  uptimeOf90: '過去90日間の稼働率',
  notWatched: 'まだ記録している対象はありません。お客様が利用する対象とその日々の状況がここに表示されます。',
  components: '対象一覧',
  other: 'その他',
  troubledDays: (count) => (count ? `問題のあった日：${count}日` : '問題なし'),
  formula:
    '稼働率は、停止のなかった時間の割合です。全面停止は1分をそのまま、一部停止は30%として数え、性能低下とメンテナンスは数えません。ここで公開された内容から算出し、対象の提供開始前の日は含みません。',
  earlier: '以前',
  later: '以降',
  allSaid: 'これに関するすべてのお知らせ',
  figure: (share) => `稼働率 ${share}`,
  noFigure: 'まだ値がありません',
  nothingKnown: 'この月の記録はありません。',
  caption: (month) => `${month}、問題のあった日に印`,
  noTroubleAny: '問題のあった日はありません。',
  whatWasIt: '詳しく見る',
  wholeDay: (status) => `${status}（終日）`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: '見つかりません',
  noAddress: 'このアドレスにはページがありません。',
  mistyped:
    'アドレスに誤りがあるか、リンクが途中で切れている可能性があります。これまでに公開されたものはすべて履歴にあります。',
  howThingsStand: '現在の状況を見る',
  openHistory: '履歴を開く',
}
