import type { Messages } from './messages.ts';

/** Brazilian Portuguese. */
export const pt: Messages = {
  app: { name: 'Entra Token Tray', language: 'pt-BR', labelled: '{{label}}: {{value}}', someProfile: 'NOME' },
  failure: {
    network_unreachable: {
      title: '{{service}} está inacessível.',
      why: 'Não há conexão com {{host}} ({{cause}}).',
      next: 'Confira a rede, a VPN e as configurações de proxy e tente de novo. O Entra Token Tray atualiza automaticamente o token assim que houver conexão.',
    },
    host_not_found: {
      title: 'Host {{host}} não encontrado.',
      why: 'O DNS não conhece esse nome ({{cause}}).',
      next: 'Confira se há erro de digitação e, depois, a VPN e o DNS.',
    },
    network_timeout: {
      title: '{{service}} não responde.',
      why: '{{host}} não respondeu em {{seconds}} segundos.',
      next: 'Confira a rede, a VPN e o proxy e tente de novo. O Entra Token Tray atualiza automaticamente o token assim que houver resposta.',
    },
    unexpected_answer: {
      title: 'Quem respondeu não foi {{service}}.',
      why: 'A resposta não era do tipo esperado ({{cause}}). Isso é comum com a página de acesso do Wi-Fi de um hotel ou de visitantes, ou com um proxy que filtra o tráfego.',
      next: 'Abra qualquer página da Web no navegador, identifique-se na rede se ela pedir e tente de novo.',
    },
    answer_unusable: {
      title: '{{service}} deu uma resposta que não pode ser usada.',
      why: 'Uma parte da resposta de {{host}} não é o que o protocolo permite ({{cause}}). Nada dela foi guardado nem entregue.',
      next: 'Tente de novo. Se acontecer outra vez, algo no caminho altera as respostas ou a autoridade não é a que deveria ser: avise quem administra {{host}}.',
    },
    tls_untrusted: {
      title: 'A conexão com {{host}} não é confiável.',
      why: 'O certificado não foi assinado por uma autoridade em que este computador confia ({{cause}}). A causa costuma ser um proxy que inspeciona o TLS.',
      next: 'Peça à equipe de TI o certificado da CA do proxy. Instale-o no repositório do sistema ou, para a linha de comando, indique o arquivo PEM em NODE_EXTRA_CA_CERTS.',
      next_window: 'Peça à equipe de TI o certificado da CA do proxy e instale-o no repositório do sistema.',
    },
    proxy_unusable: {
      title: 'O proxy em {{variable}} não pode ser usado.',
      why: 'O formato é http://HOST:PORTA, https://HOST:PORTA ou HOST:PORTA ({{cause}}). Não há suporte a SOCKS.',
      next: 'Corrija {{variable}}: caracteres especiais no nome de usuário ou na senha são escritos com % e o código. No lugar de SOCKS, indique um proxy HTTP ou, em NO_PROXY, os hosts que não precisam de proxy.',
    },
    proxy_unreachable: {
      title: 'O proxy {{proxy}} está inacessível.',
      why: '{{variable}} manda usá-lo para {{host}}, e não há conexão com ele ({{cause}}).',
      next: 'Confira a rede e a VPN e o endereço em {{variable}}. Onde não é preciso um proxy, remova a variável ou indique o host em NO_PROXY.',
    },
    proxy_sign_in_needed: {
      title: 'O proxy {{proxy}} exige nome de usuário e senha.',
      why: 'Ele respondeu {{status}} a uma conexão com {{host}}. {{variable}} não indica um usuário, ou indica um que ele não aceita; só há suporte à autenticação Basic.',
      next: 'Indique-os em {{variable}}: http://USUARIO:SENHA@HOST:PORTA, com os caracteres especiais escritos com % e o código. Se o proxy só aceita Kerberos ou NTLM, peça outra saída à equipe de TI.',
    },
    proxy_refused: {
      title: 'O proxy {{proxy}} não deixa a conexão passar.',
      why: 'Ele respondeu {{status}} a uma conexão com {{host}} (proxy indicado em {{variable}}).',
      next: 'Com 403, peça à equipe de TI que libere {{host}}. Com 502, 503 ou 504, o próprio proxy não o alcança: tente mais tarde ou use outro proxy. Onde não é preciso um proxy, indique o host em NO_PROXY.',
    },
    service_busy: {
      title: '{{service}} está temporariamente indisponível ({{cause}}).',
      why: 'O serviço pede para tentar de novo mais tarde.',
      next: 'Tente de novo em um minuto. O Entra Token Tray tenta de novo automaticamente.',
    },
    shorter_than_asked: {
      title: 'O Microsoft Entra ID emitiu {{issued}} min; você pediu {{asked}}.',
      why: 'O Entra decide quanto tempo seus tokens duram, em geral de 60 a 90 minutos.',
      next: 'Peça menos tempo, com --min-valid MINUTOS.',
    },
    too_many_requests: {
      title: 'Muitas atualizações em pouco tempo.',
      why: 'O limite é de {{count}} por hora. Acima disso, o Entra poderia suspeitar de um ataque e bloquear as solicitações.',
      next: 'Nada a fazer: as atualizações continuam em alguns minutos.',
    },
    sign_in_needed: {
      title: 'Você precisa entrar de novo.',
      why: 'O Microsoft Entra ID não aceita mais o login salvo ({{cause}}).',
      next: 'Clique em “Entrar” no menu do Entra Token Tray ou execute “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Entre de novo.',
    },
    not_signed_in: {
      title: 'Nenhuma conta está conectada.',
      why: 'Não há login salvo para o perfil “{{profile}}” neste computador.',
      next: 'Clique em “Entrar” no menu do Entra Token Tray ou execute “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Entre.',
    },
    sign_in_timed_out: {
      title: 'O login não foi concluído a tempo.',
      why: 'O navegador não devolveu nada em {{minutes}} minutos. A guia foi fechada ou a página mostrou um erro?',
      next: 'Comece o login de novo. Se a página do navegador mostrou um erro, o texto dela diz o que mudar.',
    },
    sign_in_pending: {
      title: 'Já há um login em andamento.',
      why: 'A página do primeiro login ainda espera por você no navegador.',
      next: 'Conclua-o no navegador ou cancele-o primeiro.',
    },
    browser_not_opened: {
      title: 'Não foi possível abrir o navegador.',
      why: 'O sistema se recusou a abrir a página de login ({{cause}}).',
      next: 'Execute “entra-token login --no-browser” e abra o link exibido no navegador que quiser.',
      next_window: 'Copie o link de entrada e abra-o você mesmo.',
    },
    device_code_blocked: {
      title: 'Sua organização não permite entrar com um código.',
      why: 'Uma política de Acesso Condicional recusou este login. Muitas organizações bloqueiam os códigos de dispositivo, e só eles.',
      next: 'Entre pelo navegador: “entra-token login”, por SSH com --no-browser. Se isso também for recusado, envie o ID de correlação e o horário ao administrador.',
      next_window:
        'Entre pelo navegador. Se isso também for recusado, envie o ID de correlação e o horário ao administrador.',
    },
    device_code_expired: {
      title: 'O código não foi usado a tempo.',
      why: 'Ninguém entrou com ele antes que expirasse.',
      next: 'Comece de novo: você recebe um novo código.',
    },
    callback_invalid: {
      title: 'A resposta do login não pôde ser usada.',
      why: 'Ela não era deste login, ou faltava uma parte ({{cause}}).',
      next: 'Comece o login de novo e conclua-o na página que se abrir. Se acontecer outra vez, um proxy ou uma extensão do navegador altera a resposta.',
    },
    authority_unusable: {
      title: 'A autoridade não pode ser usada.',
      why: 'O que o perfil indica como autoridade não é uma, ou não responde pelo locatário ({{cause}}).',
      next: 'Confira o locatário e a nuvem do perfil, ou a autoridade: “entra-token profile set {{profile, shell}} --cloud public”, ou --authority https://HOST.',
      next_window: 'Confira o locatário e a nuvem do perfil, ou a autoridade.',
    },
    callback_not_form_post: {
      title: 'A resposta do login chegou de forma insegura.',
      why: 'Ela veio no endereço da página, onde pode ficar registrada, e não em um formulário; não foi usada.',
      next: 'Comece o login de novo. Se acontecer outra vez, avise o administrador: o registro de aplicativo ou um proxy muda o modo de resposta.',
    },
    account_other: {
      title: 'Você entrou com outra conta.',
      why: 'Este login era para {{asked}}, mas quem entrou foi {{found}}. Nada mudou: quem estava conectado antes continua conectado.',
      next: 'Entre como {{asked}}. Para mudar para {{found}}, escolha você mesmo a conta: “entra-token login --select-account”, ou “Usar outra conta” em “Opções de entrada” na janela.',
      next_window:
        'Entre como {{asked}}. Para mudar para {{found}}, escolha “Usar outra conta” em “Opções de entrada”.',
    },
    loopback_unavailable: {
      title: 'Não é possível receber a resposta do navegador.',
      why: 'Nenhuma porta local pôde ser reservada em 127.0.0.1 e [::1] ({{cause}}).',
      next: 'Verifique se um software de segurança bloqueia conexões locais, ou se outro programa ocupa as portas, e tente de novo.',
    },
    token_opaque: {
      title: 'As declarações deste token não podem ser lidas.',
      why: 'Ele não é um JSON Web Token: a autoridade emite tokens opacos, que só o serviço de destino consegue ler.',
      next: 'O token funciona mesmo assim. Execute “entra-token verify” para ver quem você é para o workspace.',
    },
    refused_by_entra: {
      title: 'O Microsoft Entra ID recusou a solicitação.',
      why: 'A resposta foi “{{cause}}”.',
      next: 'Envie o ID de correlação e o horário ao administrador: ele encontra o motivo nos logs de entrada do Entra.',
    },
    refresh_token_refused: {
      title: 'O Microsoft Entra ID não aceita este token de atualização.',
      why: 'A resposta foi “{{cause}}”. O token está incompleto, expirou ou foi emitido para outro ID do cliente.',
      next: 'Copie-o de novo, inteiro, ou entre pelo navegador: “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Copie o token inteiro de novo ou entre pelo navegador.',
    },
    profile_unknown: {
      title: 'O perfil “{{profile}}” não existe.',
      why: 'Perfis conhecidos: {{known}}.',
      next: 'Use um desses nomes. Para adicionar outro perfil: “entra-token profile add --help”.',
    },
    profile_misspelled: {
      title: 'O perfil “{{profile}}” não existe.',
      why: 'Perfis conhecidos: {{known}}.',
      next: 'Você quis dizer “{{similar}}”? O nome precisa ser exato.',
    },
    profile_missing: {
      title: 'Ainda não há nenhum perfil.',
      why: 'Um perfil diz qual workspace e qual locatário você usa e com qual aplicativo você entra.',
      next: 'Entre com o endereço do seu workspace, o que adiciona um perfil: “entra-token login https://adb-….azuredatabricks.net”, ou abra a janela do Entra Token Tray.',
      next_window: 'Adicione um perfil.',
    },
    profile_exists: {
      title: 'Já existe um perfil “{{profile}}”.',
      why: 'Os nomes de perfil são únicos, sem distinção entre maiúsculas e minúsculas.',
      next: 'Escolha outro nome ou altere o perfil existente: “entra-token profile set {{profile, shell}} --workspace URL”. Veja “entra-token profile set --help”.',
      next_window: 'Escolha outro nome.',
    },
    client_id_is_tenant: {
      title: 'O ID do cliente é o ID do locatário.',
      why: '{{tenant}} é um ID do Diretório (locatário); não pode ser também o de um aplicativo. Os dois IDs foram trocados?',
      next: 'Informe o ID do Aplicativo (cliente) com --client-id e o ID do Diretório (locatário) com --tenant. Ambos estão na página Visão geral do registro de aplicativo, no portal do Azure.',
      next_window:
        'Informe o ID do Aplicativo (cliente). Ambos os IDs estão na página Visão geral do registro de aplicativo, no portal do Azure.',
    },
    profile_invalid: {
      title: 'Este perfil não é válido.',
      why: '{{complaint}}',
      next: 'Corrija-o e tente de novo. O ID do locatário e o ID do cliente estão na página Visão geral do registro de aplicativo, no portal do Azure.',
    },
    workspace_missing: {
      title: 'O perfil “{{profile}}” não tem workspace.',
      why: 'Para isso é preciso o endereço de um workspace do Azure Databricks.',
      next: 'Informe-o: “entra-token profile set {{profile, shell}} --workspace URL”.',
      next_window: 'Adicione o endereço dele ao perfil.',
    },
    address_is_portal: {
      title: '{{host}} é o portal do Azure, não um workspace.',
      why: 'O workspace tem um endereço próprio, em {{domain}}.',
      next: 'No portal, abra o recurso do Azure Databricks, clique em “Iniciar Workspace” e copie o endereço que se abrir.',
    },
    address_is_account_console: {
      title: '{{host}} é o console da conta do Databricks, não um workspace.',
      why: 'O workspace tem um endereço próprio, em {{domain}}.',
      next: 'No console da conta, abra Workspaces, clique no workspace e copie o endereço que se abrir.',
    },
    workspace_not_azure: {
      title: '{{host}} é um workspace do Databricks em outra nuvem.',
      why: 'Os workspaces da AWS e do Google Cloud não aceitam tokens do Microsoft Entra ID para o Azure Databricks; os do Azure ficam em {{domain}}.',
      next: 'Use o endereço de um workspace do Azure Databricks. Para este, use o login do próprio Databricks: “databricks auth login”.',
    },
    workspace_not_found: {
      title: 'Nenhum workspace do Azure Databricks responde em {{host}}.',
      why: 'O endereço não levou à página de login de um locatário, como faz todo workspace ({{cause}}).',
      next: 'Abra o workspace e copie de novo o endereço da barra de endereços do navegador. Se ele usa um link privado (Private Link), conecte-se primeiro à rede dele ou informe também o ID do locatário.',
    },
    workspace_other_cloud: {
      title: 'O workspace {{host}} usa outra autoridade.',
      why: 'Ele leva a {{authority}} em vez de {{expected}}.',
      next: 'Confira o endereço do workspace. Se estiver certo, indique a nuvem ou a autoridade (linha de comando: --cloud {{clouds, list(type:disjunction)}}, ou --authority https://HOST).',
      next_window:
        'Confira o endereço do workspace. Se estiver certo, escolha a nuvem ou a autoridade em “Mais opções”.',
    },
    workspace_unproven: {
      title: '{{host}} não é um endereço do próprio Azure Databricks.',
      why: 'Qualquer host pode levar à página de entrada da Microsoft; por isso as nuvens da Microsoft só respondem por endereços em {{domains, list(type:conjunction)}}. Nenhum token vai para outro host.',
      next: 'Confira o endereço do workspace. Se a sua organização tem a própria autoridade, indique-a: --authority https://HOST, ou “Outra autoridade” na janela.',
      next_window:
        'Confira o endereço do workspace. Se a sua organização tem a própria autoridade, escolha “Outra autoridade” em “Mais opções”.',
    },
    workspace_unconfirmed: {
      title: 'Nenhum token vai ainda para {{host}}.',
      why: 'Esse host não confirmou que usa a autoridade {{authority}} ({{cause}}).',
      next: 'Confira o endereço do workspace e a rede e tente de novo. O workspace é consultado a cada vez até responder.',
    },
    workspace_other_tenant: {
      title: 'O token não é do locatário do workspace.',
      why: '{{host}} pertence ao locatário {{workspaceTenant}}, mas o perfil entra no locatário {{tenant}}: o workspace recusaria o token.',
      next: 'Corrija o locatário do perfil: “entra-token profile set {{profile, shell}} --tenant {{workspaceTenant}}”, e entre de novo. O registro de aplicativo também precisa ser desse locatário.',
      next_window:
        'Altere o locatário do perfil para {{workspaceTenant}} e entre de novo. O registro de aplicativo também precisa ser desse locatário.',
    },
    workspace_token_expired: {
      title: 'O workspace diz que o token expirou.',
      why: '{{host}} não o aceitou ({{cause}}). Se o programa ainda mostra tempo restante, o relógio do computador ou o do workspace está errado.',
      next: 'Obtenha um novo: “entra-token token --refresh”, ou “Atualizar agora” no Entra Token Tray. Confira a data e a hora do computador.',
      next_window: 'Atualize o token e confira a data e a hora do computador.',
    },
    workspace_token_refused: {
      title: 'O workspace não aceita o token.',
      why: 'Para {{host}}, ele não se destina ao Azure Databricks no locatário do workspace ({{cause}}).',
      next: 'Confira se o locatário do perfil é o do workspace e se os escopos não foram alterados: “entra-token claims” mostra aud e tid. Depois, entre de novo.',
      next_window:
        'Confira se o locatário do perfil é o do workspace e entre de novo. Os detalhes do token mostram aud e tid.',
    },
    workspace_not_member: {
      title: 'Você não é membro deste workspace.',
      why: '{{host}} conhece o locatário do token, mas não a sua conta.',
      next: 'Peça ao administrador do workspace que adicione você. Com a função Colaborador ou Proprietário no workspace no Azure, informe em vez disso o ID do recurso no perfil: “entra-token profile set {{profile, shell}} --workspace-resource-id ID”.',
      next_window:
        'Peça a um administrador do workspace que adicione você. Se você é Colaborador ou Proprietário do workspace no Azure, informe o ID do recurso no perfil.',
    },
    workspace_resource_id_refused: {
      title: 'O ID do recurso do workspace não dá acesso a você.',
      why: '{{host}} o recusou: ele pertence a outro workspace, ou você não tem nele a função Colaborador nem a Proprietário no Azure ({{cause}}).',
      next: 'Confira o ID do recurso (portal do Azure, o workspace, Modo de exibição JSON) e peça a função ao proprietário da assinatura. Membros do workspace não precisam do ID do recurso.',
    },
    workspace_address_blocked: {
      title: 'O workspace não aceita chamadas da sua rede.',
      why: 'Uma lista de acesso IP de {{host}} bloqueia o seu endereço.',
      next: 'Conecte-se à rede ou à VPN da sua empresa ou peça ao administrador do workspace que adicione o seu endereço.',
    },
    workspace_forbidden: {
      title: 'O workspace não permite isso.',
      why: '{{host}} aceita o token, mas não esta chamada ({{cause}}).',
      next: 'Peça a permissão ao administrador do workspace.',
    },
    endpoint_running: {
      title: 'Já há um endpoint local de tokens em execução.',
      why: 'O processo {{pid}} cuida dele; um só basta para todos os perfis.',
      next: 'Use esse (“entra-token exec --endpoint -- COMANDO”, ou o menu do Entra Token Tray) ou encerre-o primeiro.',
      next_window: 'Encerre esse processo ou use o endpoint dele: um só basta para todos os perfis.',
    },
    endpoint_unavailable: {
      title: 'Não foi possível abrir o endpoint local de tokens.',
      why: 'Nenhuma porta de 127.0.0.1 pôde ser aberta ({{cause}}).',
      next: 'Verifique se um software de segurança bloqueia conexões locais e tente de novo.',
    },
    tool_unwritable: {
      title: 'Um arquivo não pode ser mantido atualizado.',
      why: '{{file}}: {{cause}}.',
      next: 'Confira se a pasta existe e se o arquivo é seu, é texto em UTF-8 e pode ser gravado. Nada foi alterado.',
    },
    tool_taken: {
      title: 'Essa entrada já contém outra coisa.',
      why: '{{place}} em {{file}} tem um valor que este programa não pôs ali; ele se perderia.',
      next: 'Escolha outro nome ou remova antes, manualmente, a entrada antiga.',
    },
    tool_unknown: {
      title: 'Não há arquivo conectado {{number}}.',
      why: 'Arquivos conectados do perfil “{{profile}}”: {{known}}.',
      next: 'Veja “entra-token target list”.',
    },
    command_not_started: {
      title: 'Não foi possível iniciar o comando.',
      why: '{{command}}: {{cause}}.',
      next: 'Confira se é um programa que você pode executar. Tudo o que vem depois de “--” é o comando: “entra-token exec -- dbt run”.',
    },
    import_placeholders: {
      title: '{{file}} ainda contém espaços reservados.',
      why: 'Há {{placeholders}} no lugar dos valores.',
      next: 'Coloque seus próprios IDs no lugar deles ou informe-os: --client-id ID --tenant LOCATÁRIO. Ambos estão na página Visão geral do registro de aplicativo, no portal do Azure.',
    },
    import_found_nothing: {
      title: 'Não há nada para importar.',
      why: '{{file}} não indica locatário e ID do cliente, nem workspace.',
      next: 'Indique um script Python com client_id e tenant_id, um arquivo .databrickscfg ou a saída de “az account show”. Ou digite os valores: “entra-token profile add”.',
      next_window:
        'Cole um script Python com client_id e tenant_id, um arquivo .databrickscfg ou a saída de “az account show”.',
    },
    import_not_text: {
      title: 'Não há nada para importar.',
      why: 'Isso não é texto: contém bytes nulos.',
      next: 'Indique um arquivo de texto: um script Python, um .databrickscfg ou a saída de “az account show”.',
    },
    import_too_long: {
      title: 'Não há nada para importar.',
      why: '{{file}} passa de 256 KB; nenhum script ou configuração é tão longo.',
      next: 'Indique o próprio script ou o próprio .databrickscfg.',
    },
    import_authority_unknown: {
      title: '{{authority}} não é uma autoridade de entrada da Microsoft.',
      why: 'O texto a indica, mas um texto importado não pode garantir onde você entra. Nada foi salvo.',
      next: 'Se essa autoridade é da sua organização, indique-a você mesmo: --authority https://HOST. Na janela, configure o perfil à mão e escolha “Outra autoridade”.',
      next_window: 'Se essa autoridade é da sua organização, escolha “Outra autoridade” em “Mais opções”.',
    },
    clipboard_busy: {
      title: 'Não foi possível copiar para a área de transferência.',
      why: 'Outro programa está mantendo a área de transferência aberta.',
      next: 'Tente novamente. Se o problema persistir, feche gerenciadores da área de transferência e sessões de área de trabalho remota.',
    },
    clipboard_needs_window: {
      title: 'Não foi possível copiar para a área de transferência.',
      why: 'Este ambiente só aceita uma cópia da janela ativa.',
      next: 'Copie desta janela. Para copiar de qualquer lugar, instale o wl-clipboard.',
    },
    login_item_refused: {
      title: 'Não foi possível alterar o início automático.',
      why: 'O sistema não aceitou ({{cause}}).',
      next: 'Permita o aplicativo entre os itens de início de sessão ou os aplicativos de inicialização, nas configurações do sistema. Ele precisa estar instalado.',
    },
    folder_not_opened: {
      title: 'Não foi possível abrir a pasta.',
      why: '{{folder}}: {{cause}}.',
      next: 'Abra-a diretamente no gerenciador de arquivos.',
    },
    settings_newer: {
      title: 'As configurações são de uma versão mais nova deste programa.',
      why: '{{file}} está na versão {{found}}; este programa conhece a versão {{known}}.',
      next: 'Atualize este programa. O arquivo ficou como estava.',
    },
    usage: {
      title: 'Linha de comando inválida.',
      why: '{{complaint}}',
      next: 'Veja: entra-token{{command}} --help',
    },
    keyring_locked: {
      title: 'O chaveiro está bloqueado.',
      why: 'O login salvo está nele, e ele não foi desbloqueado ({{cause}}). Nada foi alterado.',
      next: 'Desbloqueie o chaveiro (a janela de senha dele, “Senhas e chaves” ou um novo início de sessão) e tente de novo.',
    },
    home_unknown: {
      title: 'Não há lugar para os dados deste programa.',
      why: 'HOME não está definido, e o sistema não conhece uma pasta pessoal para este usuário.',
      next: 'Defina HOME ou indique uma pasta sua em ENTRA_TOKEN_HOME.',
    },
    data_folder_read_only: {
      title: 'A pasta deste programa está em um sistema de arquivos somente leitura.',
      why: 'Não foi possível gravar {{path}}. Nada foi alterado.',
      next: 'Permita a gravação, ou indique outra pasta em ENTRA_TOKEN_HOME e entre de novo.',
    },
    data_folder_full: {
      title: 'Não há mais espaço para os dados deste programa.',
      why: 'Não foi possível gravar {{path}}: o disco está cheio ou sua cota acabou. Nada foi alterado.',
      next: 'Libere espaço e tente de novo.',
    },
    data_folder_denied: {
      title: 'Este programa não pode usar a própria pasta.',
      why: 'O sistema nega o acesso a {{path}}. Provavelmente pertence a outro usuário.',
      next: 'Confira de quem é e quais são as permissões, ou indique uma pasta sua em ENTRA_TOKEN_HOME.',
    },
    data_folder_loose: {
      title: 'Todos neste computador podem alterar as configurações deste programa.',
      why: 'Quem pode gravar em {{path}} decide onde você entra e para onde vão os seus tokens. Nada do que está ali é usado.',
      next: 'Retire a permissão: chmod go-w {{path, shell}}. Se a pasta é para todos, como /tmp, indique em ENTRA_TOKEN_HOME uma pasta dentro dela; ela será criada só para você.',
    },
    data_folder_unusable: {
      title: 'A pasta deste programa não pode ser usada.',
      why: 'O sistema respondeu {{cause}} para {{path}}.',
      next: 'Confira se é uma pasta sua e se o disco funciona, ou indique outra em ENTRA_TOKEN_HOME.',
    },
    keyring_unavailable: {
      title: 'O chaveiro do sistema não pode ser usado.',
      why: 'O login fica criptografado nele, e a resposta foi: {{cause}}.',
      next: 'No Linux, instale e desbloqueie um chaveiro (gnome-keyring ou KWallet com Secret Service) em uma sessão gráfica. Onde não puder haver um, “entra-token login --allow-plaintext-cache” guarda o login em um arquivo que só a sua conta pode ler, sem criptografia; para uma entidade de serviço, “profile add” e “profile set” têm a mesma opção.',
      next_window:
        'No Linux, instale e desbloqueie um chaveiro (gnome-keyring ou KWallet com Secret Service) em uma sessão gráfica. Sem chaveiro, “entra-token login --allow-plaintext-cache” salva a entrada sem criptografia.',
    },
    keyring_timeout: {
      title: 'O chaveiro do sistema não responde.',
      why: 'Não houve resposta em {{seconds}} segundos. Ele pode estar bloqueado, à espera da senha.',
      next: 'Desbloqueie o chaveiro (procure a janela de senha dele, ou encerre a sessão e entre de novo) e tente outra vez.',
    },
    cache_busy: {
      title: 'O login salvo está em uso.',
      why: 'Outro processo o ocupa há mais de {{seconds}} segundos.',
      next: 'Tente de novo. Se continuar assim, encerre outros processos “entra-token”.',
    },
    cancelled: {
      title: 'Cancelado.',
      why: 'A operação foi interrompida antes do fim.',
      next: 'Comece de novo quando quiser.',
    },
    unexpected: {
      title: 'Ocorreu um erro inesperado.',
      why: 'O log do programa tem os detalhes ({{cause}}).',
      next: 'Tente de novo. Se acontecer outra vez, relate o problema e envie o log.',
    },
    command_not_found: {
      title: '{{command}}: comando não encontrado.',
      why: 'Nenhum programa com esse nome está no PATH.',
      next: 'Confira o nome. Tudo o que vem depois de “--” é o comando: “entra-token exec -- dbt run”.',
    },
    helpers_unsafe: {
      title: 'Outras pessoas podem alterar a pasta {{path}}.',
      why: 'Quem pode alterá-la poderia colocar ali programas que seriam executados em seu nome.',
      next: 'Deixe essa pasta, e a que a contém, graváveis só por você: chmod -R go-w {{path, shell}}.',
    },
    helpers_path_unfit: {
      title: 'A pasta {{path}} não pode ficar no PATH.',
      why: 'O PATH separa as pastas com “{{separator}}”, que o caminho desta pasta contém.',
      next: 'Defina em ENTRA_TOKEN_HOME uma pasta cujo caminho não contenha “{{separator}}”.',
    },
    tool_edited: {
      title: 'Uma entrada sincronizada foi alterada manualmente.',
      why: '{{place}} em {{file}} não é mais o que este programa gravou; a entrada foi deixada como está.',
      next: 'Para manter sua alteração, desconecte a entrada (“entra-token connect FERRAMENTA --remove”). Para sincronizá-la de novo, remova-a você mesmo.',
      next_window:
        'Para manter sua alteração, desconecte a entrada em Conectar ferramentas. Para sincronizá-la de novo, remova-a você mesmo.',
    },
    tool_gone: {
      title: 'Um arquivo sincronizado foi removido.',
      why: '{{file}} não existe mais; {{place}} não foi gravado.',
      next: 'Desconecte a entrada (“entra-token connect FERRAMENTA --remove”) ou conecte-a de novo para recriar o arquivo.',
      next_window: 'Desconecte a entrada em Conectar ferramentas; conecte-a de novo para recriar o arquivo.',
    },
    tool_input: {
      title: '“{{value}}” não é válido.',
      why: 'Esse valor não serve para {{field}}.',
      next: 'Um nome com letras, números e sublinhados, começando por uma letra, sempre serve.',
    },
    credential_missing: {
      title: 'É necessária uma credencial.',
      why: 'O perfil “{{profile}}” é de uma entidade de serviço, e nenhuma credencial está salva para ele neste computador.',
      next: 'Salve um segredo do cliente com “entra-token profile set {{profile, shell}} --client-secret-stdin”, ou um certificado com “entra-token profile set {{profile, shell}} --certificate ARQUIVO-PEM”.',
      next_window: 'Salve um segredo do cliente ou um certificado com o comando abaixo.',
    },
    certificate_expired: {
      title: 'O certificado expirou.',
      why: 'Ele era válido até {{day}}, e o Microsoft Entra ID não o aceita mais.',
      next: 'Carregue um novo certificado no registro do aplicativo (Certificados e segredos > Certificados) e execute “entra-token profile set {{profile, shell}} --certificate ARQUIVO-PEM”.',
      next_window:
        'Carregue um novo certificado no registro do aplicativo (Certificados e segredos > Certificados) e salve-o com o comando abaixo.',
    },
    sign_in_impossible: {
      title: 'Ninguém precisa entrar.',
      why: 'O perfil “{{profile}}” é de uma entidade de serviço, que obtém os tokens com a própria credencial.',
      next: 'Nada a fazer enquanto a credencial funcionar. Para trocá-la, execute “entra-token profile set {{profile, shell}} --client-secret-stdin”, ou use --certificate ARQUIVO-PEM.',
      next_window: 'Nada a fazer enquanto a credencial funcionar.',
    },
    workspace_id_missing: {
      title: '{{host}} atende a mais de um workspace.',
      why: 'Uma URL regional ou personalizada não diz qual é o workspace. O ID do workspace, depois de “?o=”, diz, e não pode ser detectado.',
      next: 'Abra o workspace no navegador e copie o endereço inteiro, por exemplo https://{{host}}/?o=1234567890123456.',
    },
    warehouse_unknown: {
      title: 'Não há nenhum SQL warehouse “{{warehouse}}”.',
      why: 'SQL warehouses que você pode usar: {{known}}.',
      next: 'Informe um desses nomes ou IDs. Se um nome aparecer duas vezes, informe o ID.',
    },
    profile_removed: {
      title: 'O perfil com que este comando foi iniciado foi removido.',
      why: 'Um programa iniciado por “entra-token exec”, ou um terminal configurado por “entra-token env”, só obtém tokens desse perfil.',
      next: 'Inicie o programa de novo, ou execute “entra-token env” outra vez em um novo terminal.',
    },
    profile_missing_here: {
      title: 'Não há nenhum perfil em {{folder}}.',
      why: 'ENTRA_TOKEN_HOME indica essa pasta para os dados do aplicativo.',
      next: 'Verifique ENTRA_TOKEN_HOME. Para adicionar um perfil ali, entre com o endereço do seu workspace: “entra-token login https://adb-….azuredatabricks.net”.',
    },
    profile_field_invalid: {
      title: 'Este perfil não é válido.',
      why: '{{complaint}}',
      next: 'Corrija-o e tente de novo.',
    },
    tool_not_connected: {
      title: '{{tool}} não está conectado.',
      why: 'Arquivos conectados do perfil “{{profile}}”: {{known}}.',
      next: '“entra-token connect” lista as ferramentas e o estado delas.',
    },
    tool_file_missing: {
      title: 'Falta o arquivo.',
      why: 'Você escolhe o arquivo que esta ferramenta lê: não há um padrão.',
      next: 'Adicione --file com o arquivo que a sua ferramenta lê, por exemplo --file .env.',
      next_window: 'Digite o caminho do arquivo que a sua ferramenta lê, por exemplo o .env do seu projeto.',
    },
    tool_http_path_needed: {
      title: 'O dbt precisa de um caminho HTTP.',
      why: 'Ele diz qual SQL warehouse ou cluster executa as consultas do dbt, por exemplo /sql/1.0/warehouses/1a2b3c4d5e6f7a8b.',
      next: 'No workspace, abra o SQL warehouse ou o cluster, copie o caminho HTTP em Detalhes da conexão e informe-o com --http-path.',
      next_window:
        'No workspace, abra o SQL warehouse ou o cluster e copie o caminho HTTP em Detalhes da conexão.',
    },
    credential_refused: {
      title: 'O Microsoft Entra ID recusou a credencial.',
      why: 'A resposta foi “{{cause}}”.',
      next: 'Salve a credencial certa: execute “entra-token profile set {{profile, shell}} --client-secret-stdin” ou use --certificate ARQUIVO-PEM. Se ela estiver certa, envie o ID de correlação e o horário ao administrador.',
    },
    tool_folder_missing: {
      title: 'A pasta não existe.',
      why: '{{file}} ficaria em {{folder}}, que não existe.',
      next: 'Crie a pasta ou corrija o caminho. Nada foi alterado.',
    },
  },
  aadsts: {
    '50011': {
      why: 'O registro de aplicativo não tem o URI de redirecionamento “http://localhost”.',
      next: 'O proprietário do registro de aplicativo o adiciona: Autenticação > Adicionar uma plataforma > Aplicativos móveis e de área de trabalho > http://localhost.',
    },
    '50020': {
      why: 'Esta conta não pertence ao locatário.',
      next: 'Entre com uma conta do locatário do workspace ou peça a um administrador que convide esta.',
    },
    '50034': {
      why: 'Esta conta não existe no locatário.',
      next: 'Confira o nome de usuário e se o locatário do perfil é o do workspace.',
    },
    '50053': {
      why: 'A conta está bloqueada após muitas tentativas, ou o login veio de um endereço bloqueado.',
      next: 'Espere um pouco e tente de novo; o administrador pode desbloqueá-la.',
    },
    '50055': {
      why: 'A senha expirou.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray e troque-a no navegador.',
      next_window: 'Entre de novo e troque-a no navegador.',
    },
    '50057': { why: 'A conta está desabilitada.', next: 'Peça ao administrador que a habilite.' },
    '50059': {
      why: 'A solicitação não indica nenhum locatário.',
      next: 'Corrija o locatário do perfil: “entra-token profile set {{profile, shell}} --tenant LOCATÁRIO”.',
      next_window: 'Corrija o locatário do perfil.',
    },
    '50072': {
      why: 'A autenticação multifator precisa ser configurada primeiro para esta conta.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray e siga as etapas no navegador.',
      next_window: 'Entre de novo.',
    },
    '50074': {
      why: 'A autenticação multifator é obrigatória.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray; o navegador pede o segundo fator.',
      next_window: 'Entre de novo.',
    },
    '50076': {
      why: 'A autenticação multifator é obrigatória.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray; o navegador pede o segundo fator.',
      next_window: 'Entre de novo.',
    },
    '50078': {
      why: 'A autenticação multifator expirou.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray; o navegador pede o segundo fator.',
      next_window: 'Entre de novo.',
    },
    '50079': {
      why: 'A autenticação multifator precisa ser configurada primeiro para esta conta.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray e siga as etapas no navegador.',
      next_window: 'Entre de novo.',
    },
    '50105': {
      why: 'Sua conta não está atribuída a este aplicativo.',
      next: 'Um administrador adiciona você: Aplicativos empresariais > o aplicativo > Usuários e grupos.',
    },
    '50126': {
      why: 'O nome de usuário ou a senha está incorreto.',
      next: 'Confira os dois e tente de novo.',
    },
    '50173': {
      why: 'O login foi revogado, como acontece após uma troca de senha.',
      next: 'Entre de novo: execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray.',
      next_window: 'Entre de novo.',
    },
    '50196': {
      why: 'O Entra recebeu o mesmo pedido muitas vezes em pouco tempo e o interrompeu.',
      next: 'Espere alguns minutos e entre de novo: “entra-token login --profile {{profile, shell}}”. Se acontecer outra vez, relate o problema com o ID de correlação.',
      next_window:
        'Espere alguns minutos e entre de novo. Se acontecer outra vez, relate o problema com o ID de correlação.',
    },
    '53000': {
      why: 'Sua organização exige um dispositivo em conformidade.',
      next: 'Registre este dispositivo (Portal da Empresa) ou fale com o administrador.',
    },
    '53001': {
      why: 'Sua organização exige um dispositivo ingressado no domínio.',
      next: 'Use um dispositivo ingressado ou fale com o administrador.',
    },
    '53003': {
      title: 'Uma política de Acesso Condicional bloqueia este login.',
      why: 'Sua organização decide de onde, como e em quais dispositivos se pode entrar. Entrar de novo não vai ajudar.',
      next: 'Pergunte ao administrador qual é a política; informe o ID de correlação e o horário.',
    },
    '65001': {
      why: 'Ninguém consentiu ainda que este aplicativo use o Azure Databricks em seu nome.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray e aceite no navegador. Ou peça a um administrador que conceda o consentimento.',
      next_window: 'Entre e aceite no navegador, ou peça a um administrador que conceda o consentimento.',
    },
    '65002': {
      why: 'O aplicativo da CLI do Azure, da Microsoft, não é permitido para o Azure Databricks no seu locatário.',
      next: 'Use o ID do cliente do seu próprio registro de aplicativo: “entra-token profile set {{profile, shell}} --client-id ID_DO_CLIENTE”.',
      next_window: 'Use um registro de aplicativo da sua organização.',
    },
    '65004': {
      title: 'Entrada cancelada ou consentimento recusado.',
      why: 'A página de entrada foi deixada sem aceitar.',
      next: 'Execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray e aceite.',
      next_window: 'Entre de novo e aceite.',
    },
    '70043': {
      why: 'A política de frequência de entrada da sua organização exige que você entre de novo.',
      next: 'Entre de novo: execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray.',
      next_window: 'Entre de novo.',
    },
    '90002': {
      why: 'Esse locatário não existe.',
      next: 'Corrija o locatário ou a nuvem do perfil: “entra-token profile set {{profile, shell}} --tenant LOCATÁRIO”. O ID do Diretório (locatário) está na página Visão geral do registro de aplicativo.',
      next_window:
        'Corrija o locatário ou a nuvem do perfil. O ID do Diretório (locatário) está na página Visão geral do registro de aplicativo.',
    },
    '90023': {
      why: 'O Entra não aceita a solicitação de login.',
      next: 'Confira o locatário e o ID do cliente do perfil. Se ambos estiverem certos, envie o ID de correlação e o horário ao administrador.',
    },
    '90033': {
      why: 'O serviço está sobrecarregado no momento.',
      next: 'Tente de novo em um minuto. O Entra Token Tray tenta de novo automaticamente.',
    },
    '90055': {
      why: 'O serviço está sobrecarregado no momento.',
      next: 'Tente de novo em um minuto. O Entra Token Tray tenta de novo automaticamente.',
    },
    '90094': {
      why: 'Este aplicativo precisa do consentimento de um administrador.',
      next: 'Peça a um administrador que conceda o consentimento nas permissões de API do registro de aplicativo.',
    },
    '90095': {
      why: 'Este aplicativo precisa do consentimento de um administrador.',
      next: 'Envie a solicitação que a página oferece ou fale com um administrador.',
    },
    '500011': {
      why: 'O Azure Databricks não é conhecido neste locatário.',
      next: 'Confira se o locatário do perfil é o do workspace. Talvez um administrador precise adicionar o aplicativo empresarial AzureDatabricks.',
    },
    '530084': {
      why: 'Sua organização só deixa entrar aplicativos com proteção de token, e um login pelo navegador não pode tê-la.',
      next: 'Peça ao administrador que exclua o Azure Databricks da política de proteção de token para este aplicativo.',
    },
    '650057': {
      why: 'O registro de aplicativo não tem a permissão para o Azure Databricks.',
      next: 'O proprietário a adiciona: Permissões de API > Adicionar uma permissão > APIs que minha organização usa > AzureDatabricks > user_impersonation.',
    },
    '700016': {
      why: 'O registro de aplicativo (ID do cliente) não existe neste locatário.',
      next: 'Confira os dois IDs na página Visão geral do registro de aplicativo e corrija o perfil: “entra-token profile set {{profile, shell}} --tenant LOCATÁRIO --client-id ID_DO_CLIENTE”.',
      next_window: 'Confira os dois IDs na página Visão geral do registro de aplicativo e corrija o perfil.',
    },
    '700082': {
      why: 'O login salvo ficou muito tempo sem uso e expirou.',
      next: 'Entre de novo: execute “entra-token login --profile {{profile, shell}}” ou clique em “Entrar” no menu do Entra Token Tray.',
      next_window: 'Entre de novo.',
    },
    '900021': {
      why: 'O locatário não é um ID nem um nome de domínio válido.',
      next: 'Corrija o locatário do perfil: “entra-token profile set {{profile, shell}} --tenant LOCATÁRIO”.',
      next_window: 'Corrija o locatário do perfil.',
    },
    '900023': {
      why: 'O locatário não é um ID nem um nome de domínio válido.',
      next: 'Corrija o locatário do perfil: “entra-token profile set {{profile, shell}} --tenant LOCATÁRIO”.',
      next_window: 'Corrija o locatário do perfil.',
    },
    '7000218': {
      why: 'O registro de aplicativo não está configurado como cliente público.',
      next: 'O proprietário move o URI de redirecionamento http://localhost de “Web” para “Aplicativos móveis e de área de trabalho” (Autenticação).',
    },
    '9002327': {
      why: 'O URI de redirecionamento do registro de aplicativo está como “Aplicativo de página única”.',
      next: 'O proprietário move http://localhost de “Aplicativo de página única” para “Aplicativos móveis e de área de trabalho” (Autenticação).',
    },
    '700024': {
      why: 'Para o Microsoft Entra ID, a assinatura do certificado está fora do período de validade: o relógio deste computador provavelmente está errado.',
      next: 'Acerte o relógio e execute “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Acerte o relógio e atualize o token.',
    },
    '700027': {
      why: 'O Microsoft Entra ID não aceita o certificado: ele não está registrado para o aplicativo, ou não está mais.',
      next: 'Carregue-o no registro do aplicativo (Certificados e segredos > Certificados), ou salve o certo com “entra-token profile set {{profile, shell}} --certificate ARQUIVO-PEM”.',
      next_window:
        'Carregue-o no registro do aplicativo (Certificados e segredos > Certificados), ou salve o certo com o comando abaixo.',
    },
    '7000215': {
      why: 'O segredo do cliente está errado.',
      next: 'No registro do aplicativo (Certificados e segredos), copie o valor do segredo, não a ID dele. O valor só aparece uma vez: crie um novo segredo se não o tiver. Depois execute “entra-token profile set {{profile, shell}} --client-secret-stdin”.',
      next_window:
        'No registro do aplicativo (Certificados e segredos), copie o valor do segredo, não a ID dele. O valor só aparece uma vez: crie um novo segredo se não o tiver. Depois salve-o com o comando abaixo.',
    },
    '7000222': {
      why: 'O segredo do cliente expirou.',
      next: 'Crie um novo no registro do aplicativo (Certificados e segredos) e execute “entra-token profile set {{profile, shell}} --client-secret-stdin”.',
      next_window:
        'Crie um novo no registro do aplicativo (Certificados e segredos) e salve-o com o comando abaixo.',
    },
  },
  helper: {
    admin: 'O administrador pode resolver isso.',
    nobody: 'Nada a fazer: isso se resolve por si só.',
  },
  helpDesk: {
    label: 'Para o suporte',
    number: 'Código do erro',
    correlationId: 'ID de correlação',
    time: 'Horário',
    tenant: 'Locatário',
    clientId: 'ID do cliente',
    consent: 'Link de consentimento do administrador',
    details: 'Mensagem do Entra',
  },
  profileField: {
    tenantId: 'Locatário',
    clientId: 'ID do cliente',
    workspaceUrl: 'Workspace',
    workspaceResourceId: 'ID do recurso',
  },
  profileComplaint: {
    name: 'O nome precisa ter de 1 a 64 caracteres, sem quebras de linha.',
    tenantId:
      'O locatário precisa ser um GUID ou um domínio como contoso.onmicrosoft.com; “common” e “organizations” não servem, pois o Databricks exige o locatário do próprio workspace.',
    clientId: 'O ID do cliente precisa ser um GUID como 12a34b56-789c-0d12-e3fa-b456789c0123.',
    cloud:
      'A nuvem precisa ser {{clouds, list(type:disjunction)}}, ou uma autoridade na forma https://HOST, sem caminho.',
    workspaceUrl:
      'O workspace precisa ser um endereço como https://adb-1234567890123456.7.azuredatabricks.net. Do que vier depois do host, só um ID de workspace (?o=…) é usado.',
    workspaceResourceId:
      'O ID do recurso precisa ter a forma /subscriptions/GUID/resourceGroups/GRUPO/providers/Microsoft.Databricks/workspaces/NOME, ou ASSINATURA/GRUPO/NOME.',
  },
  tokensGoTo: {
    host: 'Os tokens deste perfil vão para {{host}}.',
    notYet: 'Nenhum token vai para {{host}} até que esse host confirme que usa a autoridade {{authority}}.',
  },
  imported: {
    skipped: 'Seção {{section}} ignorada: {{title}}',
    secretIgnored:
      'Ele também contém uma senha ou um token. Não importado. Quando tudo funcionar, você pode removê-lo do arquivo.',
    azureCliClient:
      'O ID do cliente é o da própria CLI do Azure: você entra pelo cliente público da Microsoft, e a página de entrada mostra “Microsoft Azure CLI”.',
  },
  state: {
    signedOut: 'Desconectado',
    signingIn: 'Entrando…',
    fresh: 'Conectado',
    expiring: 'Expira em breve',
    refreshing: 'Atualizando…',
    offline: 'Offline: token ainda válido',
    expired: 'Expirado',
    signInRequired: 'É necessário entrar',
    none: 'Nenhum perfil',
    credentialRequired: 'Credencial necessária',
  },
  notice: {
    settings_set_aside:
      'Não foi possível ler o arquivo de configurações ({{reason}}). Ele foi guardado como {{file}}, e os valores padrão estão em uso.',
    settings_ignored:
      'O arquivo de configurações alterado não pode ser lido ({{reason}}). As configurações atuais valem até que ele seja corrigido.',
    workspace_unconfirmed:
      'O perfil foi salvo, mas não foi possível confirmar com o workspace se o locatário está certo. {{title}} {{why}}',
    tool_failed: '{{title}} {{why}} {{next}}',
    action_failed: '{{title}} {{why}} {{next}}',
    cache_set_aside: {
      person:
        'Não foi possível ler o login salvo do perfil “{{profile}}”, e ele foi posto de lado ({{place}}). Entre de novo.',
      servicePrincipal:
        'Não foi possível ler a credencial salva do perfil “{{profile}}”, e ela foi posta de lado ({{place}}). Salve-a de novo: execute “entra-token profile set {{profile, shell}} --client-secret-stdin”, ou use --certificate ARQUIVO-PEM.',
    },
    cache_lost: {
      person:
        'Desconectado: o login do perfil “{{profile}}” não está mais no chaveiro. Entre mais uma vez. Se uma versão anterior deste programa o salvou, esta não consegue vê-lo: em “Senhas e chaves”, exclua o item antigo ({{place}}).',
      servicePrincipal:
        'A credencial do perfil “{{profile}}” não está mais no chaveiro ({{place}}). Salve-a de novo: execute “entra-token profile set {{profile, shell}} --client-secret-stdin”, ou use --certificate ARQUIVO-PEM.',
    },
    cache_unsaved:
      '{{title}} Mesmo assim, um novo token do perfil “{{profile}}” é usado, e fica na memória até poder ser salvo.',
    notifications_refused:
      'O sistema não mostra notificações deste aplicativo ({{reason}}). A dica do ícone na bandeja diz o que elas diriam. Para vê-las, permita-as nas configurações do sistema.',
    data_folder_shared:
      'Outros podem alterar o que está em {{path}}: a pasta é de outro usuário, ou outros podem gravar nela. Quem pode fazer isso decide as configurações: onde você vai entrar da próxima vez e para onde vão os seus tokens. Para que seja só sua: chmod go-w {{path, shell}}, ou outra pasta em ENTRA_TOKEN_HOME.',
  },
  tray: {
    tooltipToken: '{{profile}} · {{minutes}} min restantes · até {{time}}',
    tooltipState: '{{profile}} · {{state}}',
    copy: 'Copiar token',
    copyMinutes: 'Copiar token ({{minutes}} min restantes)',
    signIn: 'Entrar…',
    cancelSignIn: 'Cancelar login',
    signInEarly: 'Entrar novamente agora…',
    signOut: 'Sair da conta',
    refresh: 'Atualizar agora',
    open: 'Abrir o {{app}}',
    quit: 'Encerrar',
    profiles: 'Perfil',
    copyAs: 'Copiar como',
    endpoint: 'Endpoint local de tokens',
    settings: 'Configurações…',
    minutes: '{{minutes}} min',
  },
  cloud: {
    public: 'Azure (público)',
    usgov: 'Azure US Government',
    china: 'Azure China',
  },
  copyFormat: {
    raw: 'Token',
    bearer: 'Valor do cabeçalho Bearer',
    bash: 'Variáveis do shell (bash, zsh)',
    powershell: 'Variáveis do PowerShell',
    cmd: 'Variáveis do Prompt de Comando',
    dotenv: 'Linhas .env',
    json: 'JSON (formato da CLI do Azure)',
    databrickscfg: 'Seção do .databrickscfg',
    curl: 'Comando curl',
    jdbc: 'URL JDBC',
  },
  notify: {
    copied: { title: 'Token copiado', body: '{{minutes}} min restantes, até {{time}}' },
    copiedShort: {
      title: 'Token copiado, mas não foi possível atualizá-lo',
      body: 'Só {{minutes}} min restantes. {{why}}',
    },
    signInNeeded: { title: 'É necessário entrar', body: '{{why}} Clique para entrar.' },
    expiresSoon: {
      title: 'O token expira em {{minutes}} min',
      body: 'Não foi possível atualizá-lo: {{why}} Nova tentativa automática.',
    },
    backToNormal: {
      title: 'A atualização do token voltou a funcionar',
      body: 'O token foi atualizado: {{minutes}} min restantes.',
    },
    signInSoon: {
      title: 'Você precisará entrar de novo às {{time}}',
      body: 'Clique para entrar agora.',
    },
    credentialNeeded: {
      title: 'Credencial necessária',
      body: '{{why}} Clique para ver os detalhes.',
    },
    certificateEnds: {
      title: 'O certificado expira em {{date}}',
      body: 'Depois disso, o perfil “{{profile}}” não obtém mais tokens. Salve um novo certificado antes.',
    },
  },
  verify: {
    workspace: 'Workspace',
    user: 'Usuário',
    groups: 'Grupos',
    none: 'nenhum',
    roundTrip: 'Latência',
    clock: 'Relógio',
    clockRight: 'certo',
    clockBehind: '{{seconds}} s atrasado',
    clockAhead: '{{seconds}} s adiantado',
    clusters: 'Clusters',
    ask: 'Testar conexão',
    asking: 'Contatando o workspace…',
    workspaceId: 'ID do workspace',
    warehouses: 'SQL warehouses',
    httpPath: 'Caminho HTTP',
  },
  cli: {
    warning: 'aviso',
    why: 'Por quê',
    who: 'Quem',
    next: 'O que fazer',
    signedIn: 'Login concluído: {{username}}; token válido até {{time}} ({{minutes}} min).',
    notSignedOut:
      'O perfil “{{profile}}” continua conectado: não foi possível excluir o login salvo ({{place}}).',
    signedOut: 'Você saiu. O login salvo do perfil “{{profile}}” foi removido deste computador.',
    plaintextCache:
      'O login fica em um arquivo sem criptografia que só a sua conta pode ler, como você permitiu.',
    openLink: 'Abra este link para entrar: {{link}}',
    ifNoPage: 'Se nenhuma página se abriu, abra este link para entrar: {{link}}',
    forwardPort:
      'Se o navegador estiver em outro computador, execute lá primeiro: ssh -L {{port}}:localhost:{{port}} ESTE-HOST',
    orDeviceCode:
      'O encaminhamento de porta não é possível? Pressione Ctrl+C e execute “entra-token login --device-code”.',
    checksKept:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 é ignorado: os certificados são verificados mesmo assim. Uma CA própria vai em NODE_EXTRA_CA_CERTS.',
    waitingForBrowser: 'Aguardando o navegador… (Ctrl+C cancela)',
    deviceCode:
      'Em qualquer dispositivo, abra {{uri}} e digite o código: {{code}}\nAguardando até {{time}}… (Ctrl+C cancela)',
    oneWay: 'Use só uma das opções --no-browser, --device-code, --username e --refresh-token-stdin.',
    oneAccount: 'Informe apenas um: --select-account, --login-hint ou --username.',
    passwordOfWhom: '--password-stdin exige --username.',
    passwordEmpty: 'A senha está vazia.',
    passwordFromWhere:
      'Não há terminal para pedir a senha: envie-a pela entrada padrão, com --password-stdin.',
    passwordPrompt: 'Senha de {{username}}: ',
    stdinEmpty: 'A entrada padrão está vazia.',
    stdinNotText: 'A entrada padrão não é texto em UTF-8; nada foi enviado. Forneça-a em UTF-8.',
    stdinNoToken:
      'A entrada padrão não é um token de atualização: contém espaços, quebras de linha ou outros caracteres que um token não pode ter.',
    stdinTooLong: 'A entrada padrão é longa demais.',
    tokenShort: '{{left}}; não foi possível obter um novo token: {{title}} {{why}}',
    clientIdMissing:
      'Falta o ID do cliente. Informe --client-id ID ou, se você não pode registrar um aplicativo, --public-client.',
    clientIdTwice: 'Informe --client-id ou --public-client, não ambos.',
    whereMissing: 'Falta o workspace. Informe --workspace URL ou --tenant LOCATÁRIO.',
    cloudTwice: 'Informe --cloud ou --authority, não ambos.',
    publicClient:
      'O login usa o cliente público da Microsoft, o da CLI do Azure: a página mostrará “Microsoft Azure CLI”, e esse login alcança mais do que o Databricks. Para um registro de aplicativo próprio: --client-id ID.',
    nothingToChange: 'Nenhuma alteração foi informada.',
    profileNotRemoved:
      'O perfil “{{profile}}” não foi removido: não foi possível excluir o login salvo ({{place}}).',
    profileRemoved: 'Perfil “{{profile}}” removido e conta desconectada.',
    imported: 'Encontrado em {{file}}:',
    statusProfile: 'Perfil',
    statusWorkspace: 'Workspace',
    statusState: 'Estado',
    statusAccount: 'Conta',
    statusTenant: 'Locatário',
    statusToken: 'Token',
    statusTokenLeft: '{{left}}, até {{time}}',
    statusRefresh: 'Atualização',
    statusRefreshAfter: 'depois de {{time}}',
    statusSignIn: 'Login',
    statusSignInAfter: 'pedido de novo depois de {{time}}',
    statusLastUse: 'Último uso',
    statusLastUseBy: 'por {{program}} às {{time}}',
    statusCache: 'Armazenamento',
    serving: 'Fornecendo tokens em 127.0.0.1. Quem conhece um endereço acima obtém o token. (Ctrl+C encerra)',
    served: '{{profile}}: {{state}}',
    commander: {
      unknownOption: 'Opção desconhecida: {{term}}.',
      unknownCommand: 'Comando desconhecido: {{term}}.',
      didYouMean: 'Você quis dizer {{suggestion}}?',
      missingArgument: 'Falta um argumento: {{term}}.',
      optionMissingArgument: '{{term}} exige um valor.',
      missingMandatoryOptionValue: 'Falta uma opção: {{term}}.',
      invalidArgument: '“{{value}}” não é válido para {{term}}.',
      choices: 'Valores possíveis: {{choices}}.',
      excessArguments: 'Há argumentos demais.',
      other: 'Uma parte não foi entendida.',
      unknown: {
        tool: '“{{value}}” não é uma ferramenta conhecida.',
        shell: '“{{value}}” não é um shell com suporte.',
      },
    },
    minutesInvalid: 'Precisa ser um número inteiro de minutos, de 0 a 1440.',
    noTargets: 'Nenhum arquivo é sincronizado ainda. Veja “entra-token target add --help”.',
    fileNotFound: 'Arquivo não encontrado: {{file}}',
    fileUnreadable: 'Não foi possível ler {{file}}: {{cause}}.',
    readingStdin: 'Lendo a entrada padrão; digite ou cole o texto aqui e pressione Enter e {{keys}}.',
    syncing: 'Sincronizando enquanto o aplicativo ou “entra-token serve” estiver em execução.',
    keyInvalid: '“{{key}}” não é um nome de variável válido.',
    sectionInvalid: '“{{section}}” não é um nome de seção válido.',
    toolAdded: 'Sincronizando agora: {{target}}',
    toolEmpty: 'Nada foi gravado ainda: o conteúdo virá com o próximo token.',
    toolWaits:
      'Ele é preenchido assim que houver um endpoint local em execução: ative-o no menu do Entra Token Tray ou execute “entra-token serve”.',
    toolRemoved: 'Removido; não é mais sincronizado: {{target}}',
    profileAdded:
      'Perfil “{{profile}}” adicionado. Para entrar: entra-token login --profile {{profile, shell}}',
    profileChanged: 'Perfil “{{profile}}” alterado.',
    signInAgain:
      'As configurações de entrada mudaram: a conta foi desconectada. Para entrar: entra-token login --profile {{profile, shell}}',
    foundByWorkspace: 'Locatário {{tenant}} e autoridade {{authority}} detectados.',
    ignored: 'variável ignorada: {{variable}}',
    profileArgument:
      'O perfil do Databricks “{{profile}}” entre os argumentos do comando tem precedência sobre este login. Omita-o para usar este.',
    bundleProfile:
      '{{file}} indica o perfil do Databricks “{{profile}}” (workspace.profile), que tem precedência sobre este login na CLI do Databricks.',
    withoutHelpers: 'Faltam os comandos auxiliares az, azd e databricks. {{title}}',
    noRealCommand:
      'entra-token só responde ao que os SDKs perguntam sobre o Azure Databricks; para o resto, não há {{command}} no PATH.',
    noWayForEnv: 'Não há o que mostrar: nenhum endpoint está em execução, e faltam os comandos auxiliares.',
    toolLeft:
      'Não é mais sincronizado: {{target}}. A entrada tinha sido alterada manualmente e foi deixada como está.',
    toolWasGone: 'Não é mais sincronizado: {{target}}. Já não existia.',
    dbtConnected: 'Conectado: {{target}}. Execute: entra-token exec -- dbt run --profile {{entry, shell}}',
    shellHint:
      'Execute esta linha em um shell. Os programas que pedem nele um token à Azure CLI passam a receber o deste perfil:',
    shellNothing: 'Nenhum arquivo foi alterado: o efeito termina com o shell.',
    warehouseNeedsJdbc: '--warehouse só pode ser usado com --format jdbc.',
    or: 'Ou então',
    ownApp:
      'Use o registro de aplicativo da sua organização: “entra-token profile set {{profile, shell}} --client-id ID_DO_CLIENTE” e entre novamente. Como registrar um: {{guide}}',
    profileNew: 'Perfil “{{profile}}” adicionado.',
    otherProfile:
      'O perfil “{{profile}}” é de outro workspace, aplicativo, locatário ou autoridade. Dê um nome novo com --profile ou altere-o com “entra-token profile set”.',
    checking: 'Verificando…',
    tokenNext: 'Para exibir o token: entra-token token',
    onlyWithUrl: '--client-id, --tenant e --authority exigem a URL de um workspace.',
    noProfileYet:
      'Ainda não há nenhum perfil. Cole o endereço do seu workspace copiado do navegador, como https://adb-1234567890123456.7.azuredatabricks.net.',
    workspacePrompt: 'URL do workspace:',
    onlyLeft: 'só {{minutes}} min restantes',
    wasSignedOut: 'Nenhum login estava salvo para o perfil “{{profile}}”.',
    defaultProfile: 'Perfil padrão: “{{profile}}”.',
    profileOnlyRemoved: 'Perfil “{{profile}}” removido.',
    importNameTaken: 'Já existe um perfil “{{profile}}”. Dê outro nome a este: --name NOME.',
    servingOwn:
      'Fornecendo tokens em 127.0.0.1 só a programas executados com a sua conta ou como root. (Ctrl+C encerra)',
    servedNobody: '{{profile}}: desconectado. Para entrar: entra-token login --profile {{profile, shell}}',
    toolMissing: 'Falta a ferramenta a desconectar. Valores possíveis: {{choices}}.',
    toolWriting: 'Gravando {{what}} em {{file}}…',
    withoutWorkspace:
      'Depois, informe o workspace: entra-token profile set {{profile, shell}} --workspace URL',
  },
  doctor: {
    level: {
      ok: 'ok',
      skipped: 'ignorado',
      warning: 'aviso',
      error: 'erro',
    },
    check: {
      settings: 'Configurações',
      profile: 'Perfil',
      keyring: 'Chaveiro',
      signIn: 'Login',
      proxy: 'Proxy',
      network: 'Rede',
      tls: 'TLS',
      clock: 'Relógio',
      tenant: 'Locatário',
      workspace: 'Workspace',
      endpoint: 'Endpoint',
      files: 'Arquivos conectados',
      variables: 'Variáveis',
    },
    fine: {
      settings: 'A pasta de dados e as configurações podem ser usadas.',
      profile: 'Nuvem: {{cloud}}. Número de perfis: {{count}}.',
      keyring: 'Salvar, ler e excluir funcionam.',
      signIn: 'Conectado; o token dura {{minutes}} min.',
      noProxy: 'Nenhum proxy está definido.',
      proxy: 'Definido por {{variable}}.',
      network: 'O Microsoft Entra ID responde.',
      tls: 'O certificado é de uma autoridade de certificação pública.',
      clock: 'Sincronizado.',
      tenant: 'O Microsoft Entra ID conhece o locatário.',
      workspace: 'Ele responde e pertence ao locatário do perfil. Teste seu token com: entra-token verify',
      noWorkspace: 'O perfil não tem workspace.',
      endpointOn: 'Em execução.',
      endpointOff: 'Desativado.',
      noFiles: 'Nenhum.',
      files: 'Atualizados: {{count}}.',
      variables: 'Nenhuma variável tem precedência sobre este login.',
    },
    skipped: 'Não verificado: algo de que depende falhou.',
    redacted:
      'Este relatório não cita pessoas, perfis, locatários, arquivos nem outros hosts além dos da Microsoft e não contém segredos. Você pode compartilhá-lo.',
    warning: {
      settingsBroken: {
        found: 'Não foi possível ler settings.json.',
        fix: 'Corrija-o, ou mova-o e adicione seus perfis novamente. O próximo comando o guarda com um nome datado.',
      },
      folderShared: {
        found: 'Outro usuário ou um grupo pode alterar a pasta de dados.',
        fix: 'Deixe-a só para você: chmod 700 na pasta e chmod go-w na que a contém.',
      },
      plaintextCache: {
        found: 'O login está salvo sem criptografia, como você permitiu.',
        fix: 'Para usar o chaveiro, defina “allowPlaintextCache” como false em settings.json e entre novamente.',
      },
      loopbackProxied: {
        found: 'SDKs mais antigos pedem ao proxy o endpoint local.',
        fix: 'Adicione 127.0.0.1 e localhost a NO_PROXY.',
      },
      checksKept: {
        found:
          'NODE_TLS_REJECT_UNAUTHORIZED=0 está definida. Aqui ela é ignorada, mas outros programas deixam de verificar certificados.',
        fix: 'Remova-a e indique o certificado da AC da sua empresa em NODE_EXTRA_CA_CERTS.',
      },
      caFileUnreadable: {
        found: 'Não foi possível ler o arquivo indicado por NODE_EXTRA_CA_CERTS.',
        fix: 'Corrija a variável ou remova-a.',
      },
      privateCa: {
        found:
          'O certificado é de uma autoridade de certificação (AC) privada, como em um proxy que inspeciona TLS. Aqui ele é confiável.',
        fix: 'Se outras ferramentas o recusarem, indique a elas também o certificado da AC: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, SSL_CERT_FILE.',
      },
      clockAhead: {
        found: 'O relógio deste computador está {{seconds}} s adiantado.',
        fix: 'Ative a hora automática nas configurações do sistema.',
      },
      clockBehind: {
        found: 'O relógio deste computador está {{seconds}} s atrasado.',
        fix: 'Ative a hora automática nas configurações do sistema.',
      },
      endpointElsewhere: {
        found: 'Está em execução, mas não atende este perfil.',
        fix: 'Pare “entra-token serve --profile” e atenda todos os perfis, ou use o aplicativo.',
      },
      endpointDead: {
        found: 'endpoint.json indica um endpoint que não responde.',
        fix: 'Inicie o aplicativo ou “entra-token serve”.',
      },
      endpointNotRunning: {
        found: 'Está ativado, mas o aplicativo não está em execução.',
        fix: 'Inicie o aplicativo ou execute “entra-token serve”.',
      },
      fileMissing: {
        found: 'O arquivo {{number}} ({{kind}}) não existe mais.',
        fix: 'Veja o nome dele com “entra-token connect” e adicione-o novamente ou remova-o.',
      },
      fileUnreadable: {
        found: 'Não foi possível ler o arquivo {{number}} ({{kind}}).',
        fix: 'Veja o nome dele com “entra-token connect” e verifique as permissões.',
      },
      fileNotCurrent: {
        found: 'O arquivo {{number}} ({{kind}}) não tem token nem endpoint que funcione agora.',
        fix: 'Inicie o aplicativo ou execute “entra-token serve”.',
      },
      fileEdited: {
        found: 'O arquivo {{number}} ({{kind}}) foi editado à mão.',
        fix: 'Veja o nome dele com “entra-token connect” e desfaça a edição ou remova a conexão.',
      },
      variable: {
        found: '{{variable}} está definida: ferramentas podem usá-la em vez deste login.',
        fix: 'Remova-a ou inicie a ferramenta com “entra-token exec --”.',
      },
      azureVariable: {
        found: '{{variable}} está definida: SDKs sem tipo de autenticação podem entrar com ela.',
        fix: 'Remova-a ou defina DATABRICKS_AUTH_TYPE como “entra-token exec --” faz.',
      },
      configDefaultProfile: {
        found: '.databrickscfg escolhe para a CLI do Databricks um perfil padrão que não é o deste programa.',
        fix: 'Indique o perfil com --profile ou escolha outro com “databricks auth switch”.',
      },
      configDefaultSection: {
        found: '.databrickscfg tem uma seção [DEFAULT], usada quando nenhum perfil é indicado.',
        fix: 'Indique o perfil na ferramenta ou inicie-a com “entra-token exec --”.',
      },
    },
    placeholder: {
      profile: 'PERFIL',
      host: 'HOST',
      service: 'SERVIÇO',
      authority: 'AUTORIDADE',
      path: 'PASTA',
      file: 'ARQUIVO',
      tenant: 'LOCATÁRIO',
    },
    causeLeftOut: 'uma mensagem que este relatório omite; “entra-token login” a mostra',
  },
  window: {
    title: 'Entra Token Tray',
    tenant: 'Locatário',
    until: 'até {{time}}',
    since: 'desde {{time}}',
    refreshesAt: 'atualiza às {{time}}',
    nextTry: 'nova tentativa em {{time}}',
    seconds: '{{seconds}} s',
    left: '{{minutes}} min restantes',
    underMinute: 'menos de 1 min restante',
    worksUntil: 'O token atual funciona até {{time}}.',
    copy: 'Copiar token',
    copied: 'Copiado · {{minutes}} min restantes',
    copiedShort: 'Copiado · só {{minutes}} min restantes',
    copyThis: 'Copiar',
    copiedThis: 'Copiado',
    refresh: 'Atualizar',
    retry: 'Tentar agora',
    openWorkspace: 'Abrir workspace',
    signIn: 'Entrar',
    signInAndConsent: 'Entrar e consentir',
    signInDue: 'Você precisará entrar de novo às {{time}}',
    signInNow: 'Entrar agora',
    signOutOf: 'Sair de {{profile}}',
    signedOutHint: 'Entre uma vez por dia; depois, o token é atualizado automaticamente.',
    cancel: 'Cancelar',
    dismiss: 'Fechar',
    back: 'Voltar',
    details: 'Detalhes',
    copyDetails: 'Copiar para o suporte',
    removeProfile: 'Remover perfil…',
    removeProfileReally: 'Confirmar remoção',
    steps: {
      profile: 'Editar perfil',
      ownApp: 'Usar o aplicativo da minha organização',
    },
    signingIn: {
      asking: 'Contatando o Microsoft Entra ID…',
      browser: 'Aguardando o navegador',
      browserHint: 'Conclua a entrada na página que se abriu. Volte quando ela disser que pode ser fechada.',
      deviceCode: 'Em qualquer dispositivo, acesse esta página e digite o código',
      codeBlocked:
        'Muitas organizações bloqueiam códigos de dispositivo. Se a página recusar, entre pelo navegador.',
      waiting: 'Aguardando · {{time}}',
      expires: 'Expira em {{time}}',
      reopen: 'Reabrir a página de entrada',
      copyLink: 'Copiar link',
      copyLinkHint: 'Para outro navegador ou perfil',
      useCode: 'Usar um código em outro dispositivo',
      openPage: 'Abrir página',
      copyCode: 'Copiar código',
    },
    ways: {
      title: 'Opções de entrada',
      browser: 'Entrar pelo navegador',
      someoneElse: 'Usar outra conta',
      deviceCode: 'Usar um código de dispositivo',
      refreshToken: 'Token de atualização de outro aplicativo',
      refreshTokenHint:
        'Importa a entrada de um script com o mesmo ID do cliente. O token não volta a ser mostrado.',
      takeOver: 'Importar',
      allowPassword: 'Permitir nome de usuário e senha neste perfil',
      passwordWarning:
        'A Microsoft não recomenda. Não funciona com autenticação multifator nem com contas federadas. A senha é enviada ao Microsoft Entra ID e nunca é armazenada.',
      username: 'Nome de usuário',
      password: 'Senha',
      signInByPassword: 'Entrar com senha',
    },
    import: {
      title: 'Importar de um script ou arquivo de configuração',
      label: 'Cole um script Python MSAL, um arquivo .databrickscfg ou a saída de “az account show”',
      read: 'Importar',
      found: 'Encontrado. Confira os campos abaixo.',
      nothing:
        'Nenhum locatário, ID do cliente ou workspace foi encontrado ali. Cole um script com client_id e tenant_id, um .databrickscfg ou a saída de “az account show”.',
    },
    setup: {
      title: 'Qual workspace você usa?',
      intro: 'Cole o endereço dele do navegador. O locatário e a nuvem são detectados a partir dele.',
      checking: 'Verificando o endereço…',
      signInWith: 'Entrar com',
      azureCli: 'O aplicativo da CLI do Azure, da Microsoft',
      azureCliHint:
        'Nada a registrar. A página mostrará “Microsoft Azure CLI”, e essa entrada alcança mais do que o Databricks.',
      ownApp: 'O registro de aplicativo da minha organização',
      ownAppHint: 'Tenho um ID do Aplicativo (cliente).',
      continue: 'Continuar para a entrada',
      more: 'Mais opções',
      name: 'Nome',
      namePlaceholder: 'Meu workspace',
      workspaceUrl: 'URL do workspace',
      clientId: 'ID do Aplicativo (cliente)',
      tenantId: 'ID do Diretório (locatário)',
      tenantIdHint: 'Opcional. Detectado pela URL do workspace.',
      workspaceResourceId: 'ID do recurso do workspace no Azure',
      cloud: 'Nuvem',
      clouds: {
        found: 'Detectar automaticamente',
        other: 'Outra autoridade',
      },
      authority: 'Autoridade',
      save: 'Salvar',
    },
    connect: {
      title: 'Conectar ferramentas',
      intro: 'Tokens atualizados sem copiar e colar',
      connect: 'Conectar',
      disconnect: 'Desconectar',
      commands: 'Outros comandos',
      syncing: 'Sincronizado enquanto este aplicativo ou “entra-token serve” estiver em execução.',
      endpoint: 'Endpoint local',
      endpointFailed: 'O endpoint local não está em execução',
      serve: 'Fornecer tokens aos programas deste computador',
      serveMeans:
        'Para os SDKs e a CLI do Databricks. Só obtém um token o programa que conhece o endereço secreto dele.',
      neverUsed: 'ainda não usado',
      lastUsed: 'último uso: {{time}}',
      copyVariables: 'Copiar como linhas .env',
      copySection: 'Copiar como seção do .databrickscfg',
      turnsOn: 'Também ativa o endpoint local.',
      left: 'A entrada, alterada manualmente, foi deixada como está.',
      files: {},
    },
    guide: {
      title: 'Registrar um aplicativo',
      open: 'Como registrar um aplicativo',
      intro: 'Um registro serve a uma equipe inteira. Pergunte se já existe um antes de criar outro.',
      portal:
        'Abra o portal do Azure da sua nuvem. Se você tem vários locatários, mude para o do seu workspace.',
      newRegistration: 'Microsoft Entra ID > Registros de aplicativo > Novo registro.',
      name: 'Nome: o que as pessoas verão ao entrar, por exemplo',
      accountTypes:
        'Tipos de conta com suporte: Contas somente neste diretório organizacional (Locatário único).',
      redirectUri: 'URI de redirecionamento: plataforma Cliente público/nativo (móvel e desktop), valor',
      register: 'Clique em “Registrar”.',
      ids: 'Na página Visão geral, copie o ID do Aplicativo (cliente) e o ID do Diretório (locatário).',
      permission:
        'Permissões de APIs > Adicionar uma permissão > APIs que a minha organização usa. Marque user_impersonation da API',
      consent:
        'Conceda o consentimento do administrador, se puder. Caso contrário, cada pessoa consente na primeira entrada, ou um administrador faz isso por todos.',
    },
    claims: {
      title: 'Detalhes do token',
      groups: {
        who: 'Identidade',
        access: 'Acesso',
        time: 'Tempo de vida',
        signIn: 'Entrada',
        other: 'Outras declarações',
      },
      upn: 'Usuário',
      unique_name: 'Nome de usuário',
      name: 'Nome',
      aud: 'Público-alvo',
      tid: 'Locatário',
      appid: 'Aplicativo cliente',
      scp: 'Escopos',
      iat: 'Emitido em',
      nbf: 'Válido a partir de',
      exp: 'Expira em',
      amr: 'Métodos de autenticação',
      oid: 'ID de objeto',
      iss: 'Emissor',
      ipaddr: 'Endereço IP',
      methods: {
        pwd: 'senha',
        mfa: 'multifator',
        otp: 'código de uso único',
        fed: 'federada',
        wia: 'entrada do Windows',
      },
      lastRefresh: 'Última atualização',
      nextRefresh: 'Próxima atualização',
      nextSignIn: 'Próxima entrada',
    },
    history: {
      title: 'Atividade',
      nothing: 'Nenhuma atividade desde o início.',
      signedIn: 'Entrada concluída',
      signedOut: 'Conta desconectada',
      refreshed: 'Token atualizado',
      online: 'Online de novo',
      expired: 'Token expirado',
      offline: 'Offline',
      signInNeeded: 'É necessário entrar',
      signInFailed: 'Falha na entrada',
      copied: 'Copiado: {{format}}',
      used: 'Token usado por {{program}}',
      credentialNeeded: 'Credencial necessária',
    },
    profiles: {
      add: 'Adicionar um perfil',
      edit: 'Editar perfil',
      up: 'Mover para cima',
      down: 'Mover para baixo',
      removeMeans:
        'Remove “{{profile}}” e a entrada dele deste computador. Os arquivos que ele sincroniza são esvaziados.',
      editHint: 'Alterar o locatário, o ID do cliente ou a nuvem desconecta a conta.',
    },
    settings: {
      title: 'Configurações',
      profiles: 'Perfis',
      general: 'Geral',
      language: 'Idioma',
      theme: 'Aparência',
      bySystem: 'Padrão do sistema',
      themes: { light: 'Claro', dark: 'Escuro' },
      clickAction: 'Ao clicar no ícone',
      clickActions: { copy: 'Copiar o token', open: 'Abrir a janela' },
      notifications: 'Mostrar notificações',
      startAtLogin: 'Iniciar quando eu entrar no computador',
      minutesInMenuBar: 'Minutos restantes na barra de menus',
      token: 'Token',
      minValidMinutes: 'Tempo mínimo restante de um token copiado (minutos)',
      clipboardClearSeconds: 'Limpar a área de transferência após (segundos)',
      outOfBounds: 'Digite um número inteiro de {{min}} a {{max}}.',
      shortcut: 'Atalho global de cópia',
      shortcutNone: 'Gravar…',
      shortcutRecording: 'Pressione as teclas… (Esc cancela)',
      shortcutRemove: 'Remover',
      shortcutRefused:
        'O sistema recusou {{shortcut}}: outro aplicativo o usa, ou ele é reservado. Grave outro.',
      shortcutAsked:
        'Solicitado ao ambiente. No Wayland, alguns ambientes bloqueiam atalhos globais sem avisar: teste uma vez.',
      data: 'Arquivos neste computador',
      openLogs: 'Abrir logs',
      openData: 'Abrir pasta de dados',
      reset: 'Redefinir aplicativo…',
      resetMeans:
        'Desconecta todas as contas neste computador e exclui todos os perfis, configurações e logs. Os arquivos sincronizados são esvaziados.',
      resetReally: 'Redefinir aplicativo',
      version: 'Versão {{version}}',
    },
  },
  signInPage: {
    successTitle: 'Login concluído',
    successBody: 'Você pode fechar esta página.',
    errorTitle: 'O login não foi concluído',
    errorBody: 'O Entra Token Tray diz por quê e o que fazer agora. Você pode fechar esta página.',
    errorInTerminal: 'Consulte o terminal para ver os detalhes.',
  },
  tools: {
    names: {
      databrickscfg: 'Databricks CLI, SDKs, Terraform, VS Code',
      'azure-cli': 'Programas que usam az',
      dbt: 'dbt',
      dotenv: 'Arquivo .env',
      'docker-env': 'Docker e Compose',
    },
    state: {
      off: 'não conectado',
      connected: 'conectado',
      waiting: 'conectado, aguardando um token ou o endpoint local',
      edited: 'alterado manualmente, deixado como está',
      gone: 'arquivo removido',
      unwritable: 'não pode ser gravado',
      inShell: 'em cada shell',
    },
    yourFile: 'um arquivo que você escolher',
    writes: 'Grava {{what}} em {{file}}',
    inputs: {
      file: 'Arquivo',
      httpPath: 'Caminho HTTP',
      schema: 'Esquema',
    },
    holds: {
      endpoint: 'endpoint',
      token: 'token',
    },
  },
  principal: {
    app: 'Entidade de serviço · {{app}}',
    identity: 'Identidade',
    credential: 'Credencial',
    secret: 'segredo do cliente',
    certificateUntil: 'certificado, válido até {{date}}',
    certificateEnds: 'O certificado expira em {{date}}',
    certificateEnded: 'O certificado expirou em {{date}}',
    copyCommand: 'Copiar o comando que salva uma credencial',
    copyRenewal: 'Copiar o comando que salva um novo',
    hint: 'Ninguém entra com este perfil. A credencial é salva na linha de comando; depois os tokens chegam automaticamente.',
    tested:
      'A entidade de serviço {{app}} obteve um token, válido até {{time}} ({{minutes}} min). Ninguém precisa entrar: “entra-token token” obtém os tokens sozinho.',
    added:
      'Perfil “{{profile}}” adicionado, e a credencial salva. Ninguém precisa entrar. Para testar: entra-token login --profile {{profile, shell}}',
    saved:
      'A credencial do perfil “{{profile}}” foi salva. Para testar: entra-token login --profile {{profile, shell}}',
    plaintext:
      'A credencial fica em um arquivo sem criptografia que só a sua conta pode ler, como você permitiu.',
    removed: 'A credencial e os tokens do perfil “{{profile}}” foram removidos deste computador.',
    notRemoved: 'Não foi possível excluir a credencial do perfil “{{profile}}” ({{place}}).',
    profileRemoved: 'Perfil “{{profile}}” removido, e a credencial excluída deste computador.',
    needed:
      'As configurações de entrada mudaram: a credencial foi excluída. Para salvá-la de novo: entra-token profile set {{profile, shell}} --client-secret-stdin (ou --certificate ARQUIVO-PEM)',
    outsider:
      'Só “verify” e o formato curl podem enviar o que o workspace exige de uma entidade de serviço que não foi adicionada a ele. Para todo o resto, adicione a entidade de serviço ao workspace.',
    editHint: 'Mudar o locatário, a ID do cliente ou a nuvem exclui a credencial.',
    oneCredential: 'Indique --client-secret-stdin ou --certificate, não os dois.',
    ownApp:
      'Uma entidade de serviço tem o próprio registro de aplicativo: indique --client-id, não --public-client.',
    plaintextOfWhat: '--allow-plaintext-cache exige --client-secret-stdin ou --certificate.',
    noWays:
      'O perfil “{{profile}}” é de uma entidade de serviço: ninguém entra com ele, e as opções de entrada não se aplicam.',
    secretInvalid:
      'A entrada padrão não é um segredo do cliente: contém espaços, quebras de linha ou outros caracteres que um segredo não pode ter.',
    unusable: 'Não é possível usar {{file}}. {{problem}}',
    problem: {
      notPem:
        'Não é um arquivo PEM. Para converter um arquivo .pfx: openssl pkcs12 -in ARQUIVO.pfx -nodes -out ARQUIVO.pem',
      encrypted:
        'A chave privada está criptografada. Descriptografe-a antes (openssl pkey -in CHAVE.pem -out ABERTA.pem) e coloque o certificado no mesmo arquivo.',
      noKey: 'Não há chave privada. Coloque a chave e o certificado em um só arquivo.',
      severalKeys: 'Há mais de uma chave privada.',
      noCertificate: 'Não há certificado. Coloque a chave e o certificado em um só arquivo.',
      broken: 'A chave privada ou o certificado está danificado.',
      otherKey: 'A chave privada não pertence ao certificado.',
      notRsa: 'A chave precisa ser RSA com pelo menos 2048 bits.',
      expired: 'O certificado expirou.',
    },
    unused: 'Pronto: o primeiro token é solicitado quando for necessário',
    noneSaved: 'Nenhuma credencial estava salva para o perfil “{{profile}}”.',
  },
  fileProblem: {
    ENOENT: 'a pasta não existe',
    EACCES: 'permissão negada',
    EPERM: 'permissão negada',
    EISDIR: 'é uma pasta',
    ENOTDIR: 'uma parte do caminho não é uma pasta',
    EROFS: 'o sistema de arquivos é somente leitura',
    ENOSPC: 'o disco está cheio',
    not_file: 'não é um arquivo',
    too_large: 'tem mais de 1 MiB',
    not_utf8: 'não é texto em UTF-8',
    loose_link: 'o acesso passa por um link em uma pasta em que outros podem gravar',
    cache_busy: 'outro processo deste aplicativo o está usando',
    not_json: 'não é JSON',
    not_text: 'não é texto: contém bytes NUL',
  },
  cacheKind: {
    dpapi: 'arquivo criptografado (DPAPI)',
    keychain: 'Chaves',
    libsecret: 'chaveiro',
    'plaintext-file': 'arquivo sem criptografia',
  },
};
