import type { MailWords } from './index.ts'

export const ja: MailWords = {
  hello: (name) => (name ? `${name} 様` : 'お客様'),
  onlyIn: {
    en: '英語のみ',
    de: 'ドイツ語のみ',
    fr: 'フランス語のみ',
    es: 'スペイン語のみ',
    pt: 'ポルトガル語のみ',
    ja: '日本語のみ',
    ar: 'アラビア語のみ',
  },
  forYou: (reader, page) => `${reader}（お客様の時刻）／${page}`,
  lead: {
    investigating: '正常に動作していないところがあります。原因を調べています。',
    again: '障害が再び発生しました。原因を調べています。',
    identified: '原因がわかりました。',
    monitoring: '状況は改善しています。このまま安定するか見守っています。',
    resolved: (lasted) => (lasted ? `解決しました。継続時間は${lasted}でした。` : '解決しました。'),
    postmortem: '何が起きたのか、なぜ起きたのか、そこから何を学んだのかをお伝えします。',
    scheduled: (span) => `前もってお知らせします。予定は${span}です。`,
    moved: (was, now) => `日時が変わりました。変更前は${was}、変更後は${now}です。`,
    reminder: (ahead, when) => `再度のお知らせです。${ahead}、${when}に始まります。`,
    inProgress: (until) => (until ? `始まりました。${until}までの予定です。` : '始まりました。'),
    verifying: '作業は終わりました。問題がないか確認しています。',
    completed: '終了しました。',
    cancelled: '中止になりました。',
    planned: '新しいものを準備しています。いち早くお知らせします。',
    earlyAccess: '一般公開の前にお試しいただけます。',
    released: '新しいお知らせがあります。',
    withdrawn: '取り下げました。',
  },
  detail: {
    after: (length) => `継続時間：${length}`,
    since: (when) => `${when}から`,
    until: (when) => `${when}まで`,
    begins: (ahead) => `${ahead}に始まります`,
    moved: '日時の変更',
    off: '実施されません',
  },
  facts: {
    affected: '影響範囲',
    about: '対象',
    impact: '影響度',
    began: '発生',
    resolved: '解決',
    from: '開始',
    until: '終了',
    formerly: '変更前',
    stillWorks: '引き続き使えるもの',
    nextUpdateBy: '次のお知らせ（期限）',
  },
  button: {
    incident: 'ページで経過を見る',
    closure: 'ページで見る',
    release: 'ページで読む',
    digest: 'ページですべて見る',
  },
  earlier: 'これまでの経過',
  olderOnPage: 'さらに前の経過はページにあります',
  wholeText: (url) => `全文はこちらにあります： ${url}`,
  why: {
    kind: {
      incident: (address, page) =>
        `${address} 宛てに ${page} の障害のお知らせをお申し込みいただいたため、お送りしています。`,
      closure: (address, page) =>
        `${address} 宛てに ${page} の休止のお知らせをお申し込みいただいたため、お送りしています。`,
      release: (address, page) =>
        `${address} 宛てに ${page} の新着情報のお知らせをお申し込みいただいたため、お送りしています。`,
    },
    parts: {
      incident: (address, page) =>
        `${address} 宛てに、お選びの対象について ${page} の障害のお知らせをお申し込みいただいたため、お送りしています。`,
      closure: (address, page) =>
        `${address} 宛てに、お選びの対象について ${page} の休止のお知らせをお申し込みいただいたため、お送りしています。`,
      release: (address, page) =>
        `${address} 宛てに、お選びの対象について ${page} の新着情報のお知らせをお申し込みいただいたため、お送りしています。`,
    },
    post: (address, page) =>
      `${address} 宛てに ${page} のこの件のお知らせをお申し込みいただいたため、お送りしています。`,
    digest: {
      daily: (address, page) =>
        `${address} 宛てに ${page} の1日1通のまとめをお申し込みいただいたため、お送りしています。`,
      weekly: (address, page) =>
        `${address} 宛てに ${page} の週1通のまとめをお申し込みいただいたため、お送りしています。`,
      pause: (address, page) =>
        `${address} 宛ての ${page} のお知らせの一時停止が終わったため、お送りしています。`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `ご質問は、このメールへの返信、または ${ways} まで。担当者が読みます。`
      : `ご質問は ${ways} まで。担当者が読みます。`,
  links: { change: '受け取る内容を変更', stop: '配信を停止', online: 'ウェブで見る' },
  digest: {
    title: (count, since) => `${since}のお知らせ${count}件`,
    sinceYesterday: '昨日から',
    sinceDay: (weekday) => `${weekday}から`,
    sinceDate: (date) => `${date}から`,
    lead: {
      daily: 'この1日のできごとをお伝えします。',
      weekly: 'この1週間のできごとをお伝えします。',
      pause: '一時停止中のできごとをお伝えします。',
    },
  },
}
