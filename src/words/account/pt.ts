import { plural } from '../plural.ts'
import type { AccountWords } from './index.ts'

export const pt: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `Por favor, confirme: notícias de ${page}`,
    title: 'Só mais um passo',
    paragraphs: [
      `Pediram a ${page} que escrevesse a ${address} sobre ${kinds}${parts ? ` (${parts})` : ''}. Se foi o seu pedido, confirme com o botão, e começamos.`,
      'A ligação serve uma só vez, durante 7 dias. Se não foi o seu pedido, não faça nada: ninguém fica inscrito, e esquecemos o endereço.',
    ],
    button: 'Confirmar a minha subscrição',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `Por favor, confirme: notícias de ${page}`,
    title: 'Só mais um passo',
    paragraphs: [
      `Pediram a ${page} que mantivesse ${address} ao corrente de «${title}». Se foi o seu pedido, confirme com o botão, e começamos.`,
      'A ligação serve uma só vez, durante 7 dias. Se não foi o seu pedido, não faça nada: ninguém fica inscrito, e esquecemos o endereço.',
    ],
    button: 'Quero acompanhar',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${code} é o seu código para ${page}`,
    title: code,
    paragraphs: [
      `Este é o seu código para ${page}. Vale durante ${plural('pt', minutes, { one: '# minuto', other: '# minutos' })}.`,
      'Se não o pediu, não faça nada.',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `Por favor, confirme o seu novo endereço: ${page}`,
    title: 'É este o seu novo endereço?',
    paragraphs: [
      `Alguém que recebe notícias de ${page} em ${from} quer passar a recebê-las em ${address}. Se foi o seu pedido, confirme com o botão.`,
      'Se não foi o seu pedido, não faça nada: nada muda.',
    ],
    button: 'Usar este endereço',
  }),
  link: ({ page }) => ({
    subject: `A sua subscrição de ${page}`,
    title: 'A sua subscrição',
    paragraphs: [
      'Com este botão pode ver, mudar ou terminar o que recebe, e ver tudo o que guardamos sobre si.',
      'Se não o pediu, não faça nada.',
    ],
    button: 'Ver a minha subscrição',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `${page} já não escreve para este endereço`,
      title: 'Já não escrevemos para aqui',
      paragraphs: [
        'O que chegava a este endereço vai a partir de agora para outro, como nos foi pedido. Aqui não chega mais nada.',
        ...(back ? ['Se não foi o seu pedido, anule-o com o botão.'] : []),
      ],
      button: back ? 'Não fui eu' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `${page} já não escreve para este endereço`,
      title: 'Já não escrevemos para aqui',
      paragraphs: [
        `${page} retirou este endereço da sua lista. Aqui não chega mais nada.`,
        ...(back ? ['Se quer continuar a receber notícias nossas, diga-o com o botão.'] : []),
      ],
      button: back ? 'Quero continuar' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `Convite de ${by} para ${page}`,
    title: 'Tem um convite',
    paragraphs: [
      `${by} enviou-lhe um convite para falar em nome de ${page} na página de estado (função: ${role}).`,
      `O botão leva a uma página onde escolhe uma palavra-passe. Serve uma só vez, durante ${plural('pt', hours, { one: '# hora', other: '# horas' })}. Se não esperava este convite, pergunte a ${by}, ou não faça nada.`,
    ],
    button: 'Aceitar o convite',
  }),
  alert: {
    subject: (page, title) => `[${page}] É preciso alguém: ${title}`,
    state: 'É preciso alguém',
    button: 'Ver o que se pode fazer',
  },
  why: {
    typed: (address, site) => `Esta única mensagem foi enviada porque alguém escreveu ${address} em ${site}.`,
    last: (address) => `Esta é a última mensagem para ${address}.`,
    named: (who, address) =>
      `Esta única mensagem foi enviada porque ${who} indicou ${address} como sendo o seu endereço.`,
    owner: (page, site) =>
      `Recebe esta mensagem porque é proprietário de ${page} em ${site}; do mesmo tipo de problema chega no máximo uma mensagem por hora.`,
  },
}
