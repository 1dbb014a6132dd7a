@echo off
rem The command line of the installed program. The program's own Electron runs it as plain Node, so
rem nothing else has to be installed.
setlocal DisableDelayedExpansion

rem A fuse makes the packaged Electron drop these two variables, so that nobody can inject code through
rem them. They travel under names of our own: the first for the extra certificates that it names, both
rem to be given back to the commands that "entra-token exec" starts.
set "ENTRA_TOKEN_NODE_EXTRA_CA_CERTS=%NODE_EXTRA_CA_CERTS%"
set "ENTRA_TOKEN_NODE_OPTIONS=%NODE_OPTIONS%"

set "ELECTRON_RUN_AS_NODE=1"
"%~dp0..\..\Entra Token Tray.exe" "%~dp0..\app.asar\out\main\entra-token.js" %*
exit /b %ERRORLEVEL%
