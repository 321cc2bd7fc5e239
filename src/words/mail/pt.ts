import { plural } from '../plural.ts'
import type { MailWords } from './index.ts'

export const pt: MailWords = {
  hello: (name) => (name ? `Olá, ${name},` : 'Olá,'),
  onlyIn: {
    en: 'Apenas em inglês',
    de: 'Apenas em alemão',
    fr: 'Apenas em francês',
    es: 'Apenas em espanhol',
    pt: 'Apenas em português',
    ja: 'Apenas em japonês',
    ar: 'Apenas em árabe',
  },
  forYou: (reader, page) => `${reader} na sua hora local (${page})`,
  lead: {
    investigating: 'Algo não funciona como devia. Estamos à procura da causa.',
    again: 'O problema voltou. Estamos à procura da causa.',
    identified: 'Já conhecemos a causa.',
    monitoring: 'A situação melhorou. Estamos a ver se se mantém.',
    resolved: (lasted) => (lasted ? `Já passou. Durou ${lasted}.` : 'Já passou.'),
    postmortem: 'O que aconteceu, porquê, e o que aprendemos com isso.',
    scheduled: (span) => `Para que se possa organizar: ${span}.`,
    moved: (was, now) => `A data mudou. Antes: ${was}. Agora: ${now}.`,
    reminder: (ahead, when) => `Um lembrete: começa ${ahead}, ${when}.`,
    inProgress: (until) => (until ? `Já começou e deverá durar até: ${until}.` : 'Já começou.'),
    verifying: 'O trabalho está feito. Estamos a confirmar que está tudo bem.',
    completed: 'Já terminou.',
    cancelled: 'Não se vai realizar.',
    planned: 'Estamos a preparar uma novidade, e é dos primeiros a saber.',
    earlyAccess: 'Pode experimentar antes de todos.',
    released: 'Há uma novidade para si.',
    withdrawn: 'Voltámos atrás.',
  },
  detail: {
    after: (length) => `duração: ${length}`,
    since: (when) => `desde: ${when}`,
    until: (when) => `até: ${when}`,
    begins: (ahead) => `Começa ${ahead}`,
    moved: 'Nova data',
    off: 'não se vai realizar',
  },
  facts: {
    affected: 'Afeta',
    about: 'Sobre',
    impact: 'Gravidade',
    began: 'Início',
    resolved: 'Resolução',
    from: 'De',
    until: 'Até',
    formerly: 'Antes',
    stillWorks: 'O que continua a funcionar',
    nextUpdateBy: 'Próxima mensagem até',
  },
  button: {
    incident: 'Acompanhar na página',
    closure: 'Ver na página',
    release: 'Ler na página',
    digest: 'Ver tudo na página',
  },
  earlier: 'Anteriormente',
  olderOnPage: 'As mensagens mais antigas estão na página',
  wholeText: (url) => `O texto completo está aqui: ${url}`,
  why: {
    kind: {
      incident: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} notícias de incidentes.`,
      closure: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} notícias de encerramentos.`,
      release: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} notícias de novidades.`,
    },
    parts: {
      incident: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} notícias de incidentes naquilo que escolheu.`,
      closure: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} notícias de encerramentos naquilo que escolheu.`,
      release: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} notícias de novidades naquilo que escolheu.`,
    },
    post: (address, page) =>
      `Recebe esta mensagem porque ${address} pediu a ${page} para acompanhar este aviso em particular.`,
    digest: {
      daily: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} uma mensagem por dia.`,
      weekly: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} uma mensagem por semana.`,
      pause: (address, page) =>
        `Recebe esta mensagem porque ${address} pediu a ${page} uma pausa, e ela terminou.`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `Tem perguntas? Responda a esta mensagem ou contacte-nos: ${ways}. É uma pessoa que lê.`
      : `Tem perguntas? Contacte-nos: ${ways}. É uma pessoa que lê.`,
  links: {
    change: 'Mudar o que recebe',
    stop: 'Deixar de receber',
    online: 'Ver online',
  },
  digest: {
    title: (count, since) => `${plural('pt', count, { one: 'Um aviso', other: '# avisos' })} ${since}`,
    sinceYesterday: 'desde ontem',
    sinceDay: (weekday) => `desde ${weekday}`,
    sinceDate: (date) => `desde ${date}`,
    lead: {
      daily: 'Eis o que aconteceu no último dia.',
      weekly: 'Eis o que aconteceu na última semana.',
      pause: 'Eis o que aconteceu durante a sua pausa.',
    },
  },
}
