import type { HelpWords } from './words.ts';

/** Brazilian Portuguese. */
export const pt: HelpWords = {
  'Usage:': 'Uso:',
  'Arguments:': 'Argumentos:',
  'Options:': 'Opções:',
  'Commands:': 'Comandos:',
  'Examples:': 'Exemplos:',
  ':': ':',
  default: 'padrão',
  'show this help': 'mostrar esta ajuda',
  'show help for a command': 'mostrar a ajuda de um comando',
  'show the version': 'mostrar a versão',
  'Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 sign-in needed, 4 network or service unreachable, 5 refused by Entra or the workspace, 6 no usable keyring or data folder, 130 canceled.':
    'Códigos de saída: 0 concluído, 1 inesperado, 2 uso ou configuração, 3 é necessário entrar, 4 rede ou serviço inacessível, 5 recusado pelo Entra ou pelo workspace, 6 sem chaveiro ou pasta de dados utilizável, 130 cancelado.',
  'Data is in the folder that ENTRA_TOKEN_HOME names, by default in the system’s place for application data.':
    'Os dados ficam na pasta indicada por ENTRA_TOKEN_HOME; por padrão, no local do sistema para dados de aplicativos.',
  'Sign in to Microsoft Entra ID once a day, and always have a valid access token for Azure Databricks.':
    'Entre no Microsoft Entra ID uma vez por dia e tenha sempre um token de acesso válido para o Azure Databricks.',
  'profile to use; also after the command': 'perfil a usar; também depois do comando',
  'profile to use': 'perfil a usar',
  'JSON output': 'saída JSON',

  'manage profiles: which workspace, tenant and app registration to sign in with':
    'gerenciar perfis: workspace, locatário e registro de aplicativo usados para entrar',
  'add a profile; the first becomes the default': 'adicionar um perfil; o primeiro se torna o padrão',
  "change a profile's settings": 'alterar as configurações de um perfil',
  'new name': 'novo nome',
  'list the profiles; * marks the default': 'listar os perfis; * marca o padrão',
  'set the default profile': 'definir o perfil padrão',
  'sign out and remove a profile': 'sair e remover um perfil',
  "the workspace's tenant: ID (GUID) or domain; detected from --workspace":
    'locatário do workspace: ID (GUID) ou domínio; detectado a partir de --workspace',
  'application (client) ID of the app registration': 'ID do aplicativo (cliente) do registro',
  "sign in through Microsoft's public client, the Azure CLI's: nothing to register":
    'entrar com o cliente público da Microsoft, o da CLI do Azure: nada a registrar',
  'public|usgov|china (default: detected from --workspace, else public)':
    'public|usgov|china (padrão: detectado a partir de --workspace, senão public)',
  'another Entra-compatible authority, as https://HOST':
    'outra autoridade compatível com o Entra, na forma https://HOST',
  'workspace URL, as copied from the browser': 'URL do workspace, copiada do navegador',
  "the workspace's Azure resource ID, or SUBSCRIPTION/RESOURCE-GROUP/WORKSPACE":
    'ID do recurso do workspace no Azure ou ASSINATURA/GRUPO-DE-RECURSOS/WORKSPACE',

  'add a profile from a Python MSAL script, a .databrickscfg, or the output of `az account show`':
    'adicionar um perfil de um script Python MSAL, de um .databrickscfg ou da saída de `az account show`',
  "profile name (default: the section's, or the file's)":
    'nome do perfil (padrão: o da seção ou o do arquivo)',
  'section of a .databrickscfg (default: the first with a host)':
    'seção de um .databrickscfg (padrão: a primeira com um host)',
  'client ID, if the file has none': 'ID do cliente, se o arquivo não tiver nenhum',
  "use Microsoft's public client, the Azure CLI's, if the file has no client ID":
    'usar o cliente público da Microsoft, o da CLI do Azure, se o arquivo não tiver ID do cliente',
  'tenant, if the file has none': 'locatário, se o arquivo não tiver nenhum',

  'sign in through the browser; with a workspace URL, its profile is found or added':
    'entrar pelo navegador; com a URL de um workspace, o perfil dele é encontrado ou adicionado',
  'as copied from the browser, such as https://adb-….azuredatabricks.net':
    'copiada do navegador, como https://adb-….azuredatabricks.net',
  'print the link instead of opening a browser': 'mostrar o link em vez de abrir um navegador',
  'sign in on any device, with a code': 'entrar com um código, em qualquer dispositivo',
  'sign in with user name and password; not possible with MFA or federation':
    'entrar com nome de usuário e senha; não é possível com autenticação multifator nem com federação',
  'read the password from standard input instead of asking for it':
    'ler a senha da entrada padrão em vez de pedi-la',
  'import the sign-in of another app by its refresh token':
    'importar o login de outro aplicativo pelo token de atualização',
  'let any account sign in, not only the last one': 'permitir qualquer conta, não só a última',
  'the account to sign in with (default: the last one)': 'conta usada para entrar (padrão: a última)',
  'Linux without a keyring: keep the sign-in in an unencrypted file (mode 0600)':
    'Linux sem chaveiro: manter o login em um arquivo sem criptografia (modo 0600)',
  "with a URL: your organization's app registration instead of Microsoft's Azure CLI app":
    'com uma URL: o registro de aplicativo da sua organização em vez do aplicativo CLI do Azure da Microsoft',
  'with a URL: the tenant, where the workspace cannot be asked for it':
    'com uma URL: o locatário, quando não é possível perguntar ao workspace',
  'with a URL: another Entra-compatible authority, as https://HOST':
    'com uma URL: outra autoridade compatível com o Entra, na forma https://HOST',
  'profile to sign in with': 'perfil usado para entrar',

  'print a valid access token': 'mostrar um token de acesso válido',
  'output format': 'formato da saída',
  'same as --format json: the fields of `az account get-access-token`':
    'o mesmo que --format json: os campos de `az account get-access-token`',
  'minimum time left on the token (default: 10)': 'tempo mínimo restante do token, em minutos (padrão: 10)',
  'force a refresh': 'forçar uma atualização',
  'show who is signed in, and how long the token lasts': 'mostrar quem entrou e quanto tempo o token dura',
  'JSON output; times in epoch seconds': 'saída JSON; horários em segundos desde a época Unix',
  "show the access token's claims, decoded": 'mostrar as declarações do token de acesso, decodificadas',
  'ask the workspace who you are, and list its clusters and SQL warehouses':
    'perguntar ao workspace quem você é e listar seus clusters e SQL warehouses',
  'SQL warehouse for --format jdbc: completes the URL': 'SQL warehouse para --format jdbc: completa a URL',
  'the command and its arguments, after --': 'o comando e seus argumentos, depois de --',
  'serve tokens to the Databricks SDKs on this computer, until Ctrl+C':
    'fornecer tokens aos SDKs do Databricks neste computador, até Ctrl+C',
  'serve this profile only': 'fornecer só os tokens deste perfil',
  'sign out and delete the cached tokens': 'sair e excluir os tokens em cache',
  'profile to sign out': 'perfil do qual sair',

  'older name for connect: keep a section of .databrickscfg or a key of a .env file current':
    'nome antigo de connect: sincronizar uma seção do .databrickscfg ou uma chave de um arquivo .env',
  'keep one more file current': 'sincronizar mais um arquivo',
  "keep a section of .databrickscfg: the endpoint's address, which any SDK can use":
    'sincronizar uma seção do .databrickscfg: o endereço do endpoint, que qualquer SDK pode usar',
  "section (default: the profile's name)": 'seção (padrão: o nome do perfil)',
  'file (default: DATABRICKS_CONFIG_FILE, else ~/.databrickscfg)':
    'arquivo (padrão: DATABRICKS_CONFIG_FILE, senão ~/.databrickscfg)',
  'keep a plain token there instead: it ends within the hour, and is stored in the file':
    'manter ali um token em texto simples: expira em uma hora e fica salvo no arquivo',
  'keep a key of a .env file: a plain token, which ends within the hour, and is stored in the file':
    'sincronizar uma chave de um arquivo .env: um token em texto simples, que expira em uma hora e fica salvo no arquivo',
  'the .env file': 'o arquivo .env',
  key: 'chave',
  'list what is kept current': 'listar o que é sincronizado',
  'disconnect the file with this number in the list': 'desconectar o arquivo com este número da lista',

  'run a command that is signed in to Databricks for as long as it runs: exec -- dbt run':
    'executar um comando conectado ao Databricks enquanto ele for executado: exec -- dbt run',
  'without DATABRICKS_TOKEN, for commands that ask for a fresh token whenever they need one':
    'sem DATABRICKS_TOKEN, para comandos que pedem um novo token sempre que precisam',
  'print what signs a shell in to Databricks: eval "$(entra-token env)"':
    'mostrar o que conecta um shell ao Databricks: eval "$(entra-token env)"',
  'whose syntax (default: by SHELL)': 'shell cuja sintaxe usar (padrão: conforme SHELL)',
  'connect a tool to fresh tokens; without one, list the tools with their state':
    'conectar uma ferramenta a tokens atualizados; sem ferramenta, listar as ferramentas e seu estado',
  'disconnect it, and take out what connecting has written': 'desconectá-la e remover o que a conexão gravou',
  'the file that the tool reads; required for dotenv and docker-env':
    'arquivo que a ferramenta lê; obrigatório para dotenv e docker-env',
  "databrickscfg: section (default: the profile's name)": 'databrickscfg: seção (padrão: o nome do perfil)',
  'databrickscfg: a plain token instead of the endpoint; it ends within the hour':
    'databrickscfg: um token em texto simples em vez do endpoint; expira em uma hora',
  'dotenv: key (default: DATABRICKS_TOKEN)': 'dotenv: chave (padrão: DATABRICKS_TOKEN)',
  'dbt: HTTP path of a SQL warehouse or cluster': 'dbt: caminho HTTP de um SQL warehouse ou cluster',
  'dbt: schema (default: default)': 'dbt: esquema (padrão: default)',
  'tool to connect': 'ferramenta a conectar',
  "a service principal's: read its client secret from standard input":
    'entidade de serviço: ler o segredo do cliente da entrada padrão',
  "a service principal's: its certificate and private key":
    'entidade de serviço: seu certificado e sua chave privada',
  'Linux without a keyring: keep the credential in an unencrypted file (mode 0600)':
    'Linux sem chaveiro: manter a credencial em um arquivo sem criptografia (modo 0600)',
  'find out what is wrong; names nobody, for a bug report':
    'descobrir o que está errado; sem citar ninguém, para um relatório de bug',
  'profile to look at': 'perfil a examinar',
  'print a shell’s completions: eval "$(entra-token completion bash)"':
    'mostrar as conclusões automáticas de um shell: eval "$(entra-token completion bash)"',
  'the shell': 'o shell',
};
