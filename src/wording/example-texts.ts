import type { Kind } from '#src/posts/kinds.ts'
import type { Language } from '#src/words/language.ts'

/** Title and text of a post that is not, so that staff read their words beside such as customers would. No markup in them. */
export const EXAMPLES: Record<Language, Record<Kind, readonly [title: string, text: string]>> = {
  en: {
    incident: [
      'Email arrives late',
      'Mail is kept and nothing is lost; it leaves slowly. We are looking into it.',
    ],
    closure: ['The web shop moves to new servers', 'The shop cannot be reached for about three hours.'],
    release: ['Search finds more', 'Search now looks into attachments as well.'],
  },
  de: {
    incident: [
      'E-Mails kommen verspätet an',
      'Es geht nichts verloren; die E-Mails werden nur langsam zugestellt. Wir suchen die Ursache.',
    ],
    closure: ['Der Webshop zieht auf neue Server um', 'Der Shop ist für etwa drei Stunden nicht erreichbar.'],
    release: ['Die Suche findet mehr', 'Die Suche berücksichtigt jetzt auch Anhänge.'],
  },
  fr: {
    incident: [
      'Les e-mails arrivent en retard',
      'Rien n’est perdu ; les messages partent lentement. Nous en cherchons la cause.',
    ],
    closure: [
      'La boutique en ligne change de serveurs',
      'La boutique sera inaccessible pendant environ trois heures.',
    ],
    release: ['La recherche trouve davantage', 'La recherche explore désormais aussi les pièces jointes.'],
  },
  es: {
    incident: [
      'El correo llega con retraso',
      'No se pierde nada; los mensajes salen despacio. Estamos buscando la causa.',
    ],
    closure: [
      'La tienda en línea cambia de servidores',
      'La tienda no estará disponible durante unas tres horas.',
    ],
    release: ['La búsqueda encuentra más', 'La búsqueda incluye ahora también los archivos adjuntos.'],
  },
  pt: {
    incident: [
      'O correio chega com atraso',
      'Nada se perde; as mensagens saem devagar. Estamos a procurar a causa.',
    ],
    closure: ['A loja online muda de servidores', 'A loja estará indisponível durante cerca de três horas.'],
    release: ['A pesquisa encontra mais', 'A pesquisa passa a incluir também os anexos.'],
  },
  ja: {
    incident: [
      'メールの配信に遅れが出ています',
      'メールは失われていませんが、送信に時間がかかっています。原因を調査しています。',
    ],
    closure: ['オンラインショップのサーバーを移行します', '約3時間、ショップをご利用いただけません。'],
    release: ['検索の対象が広がりました', '添付ファイルの内容も検索できるようになりました。'],
  },
  ar: {
    incident: ['تأخر في وصول البريد الإلكتروني', 'لم تُفقد أي رسالة، لكن الإرسال بطيء. نبحث عن السبب.'],
    closure: ['نقل المتجر الإلكتروني إلى خوادم جديدة', 'لن يكون المتجر متاحًا لمدة ثلاث ساعات تقريبًا.'],
    release: ['البحث يجد المزيد', 'يشمل البحث الآن المرفقات أيضًا.'],
  },
}
