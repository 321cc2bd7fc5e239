import type { FaultWords } from './index.ts'

export const pt: FaultWords = {
  said: {
    internal: 'Algo correu mal do nosso lado.',
    not_found: 'Aqui não há nada.',
    too_large: 'É demasiado longo para ser aceite.',
    too_many: 'Neste momento há demasiadas pessoas à escuta.',
    method: 'Este método não é usado aqui.',
    address: 'Este endereço não está bem formado.',
    cross_site: 'Isto não foi enviado a partir da nossa própria página, por isso nada foi feito.',
    type: 'Este endereço espera um formulário.',
    unavailable: 'Esta página não pode ser mostrada de momento. Tente novamente dentro de um minuto.',
    not_written:
      'De momento não conseguimos registar isto. Nada foi feito. Envie novamente dentro de um minuto.',
  },
  mention: 'Se nos escrever sobre isto, mencione {}.',
  toThePage: 'Ir para a página',
  keep: 'Nada foi feito. Eis o que escreveu; guarde-o e envie-o novamente:',
  shorten: 'Nada foi feito. Eis o que escreveu; copie-o e encurte-o:',
  wrong: 'Algo correu mal do nosso lado.',
  kept: 'Esta página não pôde ser mostrada. O que foi publicado está guardado. Tente novamente dentro de um minuto.',
}
