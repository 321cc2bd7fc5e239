import { plural } from '../plural.ts'
import type { SmsWords } from './index.ts'

export const pt: SmsWords = {
  state: {
    investigating: 'A procurar a causa',
    identified: 'Causa conhecida',
    monitoring: 'A acompanhar',
    resolved: 'Resolvido',
    postmortem: 'Relato final',
    scheduled: 'Previsto',
    in_progress: 'Em curso',
    verifying: 'A verificar',
    completed: 'Terminado',
    cancelled: 'Cancelado',
    planned: 'A caminho',
    early_access: 'Acesso antecipado',
    released: 'Pronto a usar',
    withdrawn: 'Retirado',
  },
  nextBy: (state, when) => `${state}, outra mensagem antes de ${when}.`,
  after: (state, length) => `${state} em ${length}.`,
  until: (state, when) => `${state}, fim: ${when}.`,
  begins: (_ahead, when) => `Lembrete: ${when}.`,
  from: (when) => `Data: ${when}.`,
  moved: (when) => `Nova data: ${when}.`,
  stop: 'Para sair: responda STOP.',
  choose: (url) => `Mudar: ${url}`,
  digest: (count) => `${plural('pt', count, { one: 'um aviso', other: '# avisos' })} para si.`,
  confirm: (url) => `confirme que quer as nossas mensagens: ${url}`,
  code: (code, minutes) =>
    `${code} é a sua senha. Vale ${plural('pt', minutes, { one: '# minuto', other: '# minutos' })}. Se nada pediu, ignore esta mensagem.`,
  move: (url) => `confirme que podemos escrever para este telefone: ${url}`,
  link: (url) => `ver e mudar o que recebe: ${url}`,
  goodbye: {
    moved: 'o que chegava a este telefone vai agora para outro, como pedido. Nada mais chega aqui.',
    removed: 'este telefone saiu da nossa lista. Nada mais chega aqui.',
  },
  invite: (by, url) => `convite de ${by}: ${url}`,
  alert: (title, url) => `é preciso alguém: ${title}. ${url}`,
  reply: {
    stopped: 'deixa de receber as nossas mensagens. Responda START para voltar.',
    back: 'volta a receber as nossas mensagens. STOP para sair, HELP para ajuda.',
    unknown: (url) => `para receber as nossas mensagens: ${url}`,
    help: (contact) => `incidentes e encerramentos. Contacto: ${contact}. STOP para sair.`,
  },
}
