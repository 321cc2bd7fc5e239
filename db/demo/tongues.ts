import type { Bodies, Translations } from '#src/posts/texts.ts'
import type { Telling } from './telling.ts'

/** What Marés says in other languages: of some posts all, of some a part, of most nothing. The others fall back. */
const TONGUES: Record<string, { texts: Translations; later?: (Bodies | undefined)[] }> = {
  today: {
    texts: {
      de: {
        title: 'Lieferfenster für morgen lassen sich nicht buchen',
        body: 'Seit neun Minuten zeigen Webshop und App jedes Lieferfenster für morgen als vergeben an. Das stimmt nicht. Bestellungen, die Sie bereits aufgegeben haben, behalten ihre Uhrzeit, und die heutigen Lieferungen sind wie geplant unterwegs. Tiago prüft, was sich geändert hat; wenn Sie jetzt ein Fenster brauchen, schreiben Sie an help@mares.example, und wir tragen es von Hand ein.',
      },
      ja: {
        title: '明日の配達時間帯を予約できません',
        body: '9分前から、ウェブショップとアプリで明日の配達時間帯がすべて「予約済み」と表示されています。実際には空きがあります。すでにご注文いただいた分の時間は変わらず、本日の配達も予定どおり進んでいます。お急ぎの方は help@mares.example までご連絡ください。こちらで手配いたします。',
      },
      ar: {
        title: 'لا يمكن حجز مواعيد التوصيل ليوم غد',
        body: 'منذ تسع دقائق يعرض المتجر الإلكتروني والتطبيق جميع مواعيد الغد على أنها محجوزة، وهذا غير صحيح. الطلبات التي قدمتموها تحتفظ بموعدها، وتوصيلات اليوم تسير كما هو مخطط لها. إذا كنتم بحاجة إلى موعد الآن فراسلونا على help@mares.example وسنسجله يدويًا.',
      },
    },
    later: [
      {
        de: 'Wir kennen die Ursache: Die Liste der Lieferwagen für morgen wurde ohne Fahrer geladen, und ein Wagen ohne Fahrer hat keine Stunden zu vergeben. Tiago lädt sie neu, Bezirk für Bezirk, beginnend mit Lissabon.',
      },
      undefined,
      {
        de: 'Alle Lieferfenster für morgen lassen sich wieder buchen, auch in Cascais. Niemand hat seine Uhrzeit verloren. Innerhalb einer Woche schreiben wir hier auf, wie ein Wagen ohne Fahrer geladen werden konnte.',
        ja: '明日の配達時間帯は、カスカイスを含めすべて予約できるようになりました。ご予約の時間が失われた方はいらっしゃいません。原因は1週間以内にこちらでご説明いたします。',
        ar: 'أصبح بالإمكان حجز جميع مواعيد الغد، في كاشكايش أيضًا. لم يفقد أحد موعده. سنكتب هنا خلال أسبوع كيف حدث ذلك.',
      },
    ],
  },
  mbway: {
    texts: {
      de: {
        title: 'Zahlungen mit MB Way werden abgelehnt',
        body: 'Seit 9:05 Uhr endet jede Zahlung mit MB Way mit „abgelehnt“, unabhängig vom Kontostand. Karten und Gutscheine funktionieren. Wenn Sie Ihre Bestellung heute brauchen, zahlen Sie bitte mit Karte; Ihr Warenkorb bleibt erhalten.',
      },
    },
  },
  stocktaking: {
    texts: {
      de: {
        title: 'Graça schließt mittags wegen Inventur',
        stillWorks: 'Campo de Ourique, am anderen Ende der Tram 28, ist bis 21:00 Uhr geöffnet.',
      },
      ar: { title: 'متجر غراسا يغلق ظهرًا للجرد' },
    },
  },
  reader: {
    texts: {
      ja: {
        title: 'アプリの読み上げが聞き取りやすくなりました',
        body: '画面を見ずにお使いの3名のお客様と一緒に、検索から会計までをすべて確認しました。どのボタンも役割を読み上げ、カートは合計を伝え、指の下で何かが動くこともありません。Rui さん、Marta さん、Almeida さん、ありがとうございました。',
      },
      de: {
        title: 'Die App lässt sich gut vorlesen',
        body: 'Mit drei Kundinnen und Kunden, die den Bildschirm nicht sehen, sind wir den ganzen Weg von der Suche bis zur Kasse gegangen. Jede Taste sagt jetzt, was sie tut, der Warenkorb nennt seine Summe, und unter dem Finger bewegt sich nichts. Danke an Rui, Marta und Sr. Almeida.',
      },
    },
  },
}

/** The same, with what is said in other languages. */
export function inTongues(telling: Telling): Telling {
  const said = TONGUES[telling.slug]
  if (!said) return telling
  return {
    ...telling,
    fields: { ...telling.fields, texts: said.texts },
    ...(telling.later && {
      later: telling.later.map((one, at) => {
        const texts = said.later?.[at]
        return texts ? { ...one, texts } : one
      }),
    }),
  }
}
