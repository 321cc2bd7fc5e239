import type { Ways } from './index.ts'

export const pt: Ways = {
  title: 'Outras vias',
  hint: 'Para um chat da sua equipa ou um programa seu. Primeiro segue para lá uma mensagem com uma ligação; nada mais antes de alguém a abrir.',
  way: 'Onde',
  address: 'Endereço do webhook',
  addressHint: 'Começa por https://. Trate-o como uma palavra-passe: quem o conhece pode escrever lá.',
  program: 'Um programa (webhook)',
  sentHeading: 'Procure lá a nossa mensagem',
  sent: 'Se o endereço estiver certo, seguiu para lá uma mensagem com uma ligação. Abra a ligação, prima o botão e começamos.',
  place: 'Enviada para',
  feeds: 'Ou leia sem deixar endereço',
  calendar: 'Calendário',
  secret: 'Segredo deste webhook',
  secretHint:
    'Cada chamada é assinada com ele, como descreve o Standard Webhooks. Guarde-o onde o seu programa o possa ler e mais ninguém.',
  push: 'Neste navegador',
  pushText:
    'Uma mensagem curta neste dispositivo quando houver novidades, sem endereço algum. O fabricante do seu navegador transporta-a e não a pode ler.',
  pushOn: 'Avisar-me neste navegador',
  pushDone: 'Este navegador passa a ser avisado.',
  pushOwn: 'Alterar o que recebe',
  pushBlocked:
    'O seu navegador não nos permite enviar mensagens. Permita-as nas definições para esta página e tente de novo.',
  pushFailed: 'Não funcionou. Tente de novo mais tarde.',
}
