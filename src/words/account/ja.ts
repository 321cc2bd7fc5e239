import type { AccountWords } from './index.ts'

export const ja: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `ご確認ください： ${page} のお知らせ`,
    title: 'あと一歩です',
    paragraphs: [
      `${page} から ${address} 宛てに、${parts ? `${parts}に関する` : ''}${kinds}のお知らせを送る申し込みがありました。ご本人でしたら、ボタンで確認してください。配信を始めます。`,
      'リンクは1回限り、7日間有効です。お心当たりがなければ、何もする必要はありません。登録はされず、アドレスは消去されます。',
    ],
    button: '登録を確認する',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `ご確認ください： ${page} のお知らせ`,
    title: 'あと一歩です',
    paragraphs: [
      `${page} から ${address} 宛てに、「${title}」についてのお知らせを送る申し込みがありました。ご本人でしたら、ボタンで確認してください。配信を始めます。`,
      'リンクは1回限り、7日間有効です。お心当たりがなければ、何もする必要はありません。登録はされず、アドレスは消去されます。',
    ],
    button: 'お知らせを受け取る',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${page} の確認コードは ${code} です`,
    title: code,
    paragraphs: [
      `${page} の確認コードです。${minutes}分間有効です。`,
      'お心当たりがなければ、何もする必要はありません。',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `新しいアドレスをご確認ください： ${page}`,
    title: 'このアドレスに変更しますか',
    paragraphs: [
      `${from} で ${page} のお知らせを受け取っている方が、今後は ${address} で受け取ることを希望しています。ご本人でしたら、ボタンで確認してください。`,
      'お心当たりがなければ、何もする必要はありません。何も変わりません。',
    ],
    button: 'このアドレスを使う',
  }),
  link: ({ page }) => ({
    subject: `${page} の登録内容`,
    title: 'ご登録の内容',
    paragraphs: [
      'このボタンから、受け取る内容の確認、変更、停止ができ、私たちが保存しているすべての情報を見られます。',
      'お心当たりがなければ、何もする必要はありません。',
    ],
    button: '登録内容を見る',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `${page} はこのアドレスへの配信を終了しました`,
      title: 'こちらへの配信は終わりました',
      paragraphs: [
        'ご希望により、このアドレスへのお知らせは今後別のアドレスに届きます。こちらにはもう何も届きません。',
        ...(back ? ['お心当たりがなければ、ボタンで取り消してください。'] : []),
      ],
      button: back ? '心当たりがありません' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `${page} はこのアドレスへの配信を終了しました`,
      title: 'こちらへの配信は終わりました',
      paragraphs: [
        `${page} がこのアドレスを配信先から外しました。こちらにはもう何も届きません。`,
        ...(back ? ['引き続きお知らせをご希望の場合は、ボタンでお知らせください。'] : []),
      ],
      button: back ? '引き続き受け取る' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `${by} さんから ${page} への招待`,
    title: '招待が届いています',
    paragraphs: [
      `${by} さんが、${page} のステータスページの担当者として招待しています（役割： ${role}）。`,
      `ボタンを押すと、パスワードを決めるページに進みます。1回限り、${hours}時間有効です。お心当たりがなければ、${by} さんにお尋ねになるか、何もせずそのままにしてください。`,
    ],
    button: '招待を受ける',
  }),
  alert: {
    subject: (page, title) => `[${page}] 対応が必要です： ${title}`,
    state: '対応が必要です',
    button: '対応すべきことを見る',
  },
  why: {
    typed: (address, site) => `${site} で ${address} が入力されたため、この1通だけをお送りしました。`,
    last: (address) => `${address} 宛てのメールはこれが最後です。`,
    named: (who, address) =>
      `${who} さんが ${address} をお客様のアドレスとして登録したため、この1通をお送りしました。`,
    owner: (page, site) =>
      `${site} の ${page} の所有者であるため、お送りしています。同じ種類の問題については1時間に1通までです。`,
  },
}
