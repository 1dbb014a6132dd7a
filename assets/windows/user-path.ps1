# Adds a folder to the user's PATH, or removes it. Run by the installer; variables in the PATH stay as they are.
param([ValidateSet('add', 'remove')][string]$Action, [string]$Folder)

$environment = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
$old = [string]$environment.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
$kind = if ($environment.GetValueNames() -contains 'Path') { $environment.GetValueKind('Path') } else { 'ExpandString' }
$folders = @($old.Split(';') | Where-Object { $_ -ne '' })
$others = @($folders | Where-Object { $_.TrimEnd('\') -ne $Folder })
if ($Action -eq 'remove') { $new = $others }
elseif ($others.Count -eq $folders.Count) { $new = $folders + $Folder }
else { $new = $folders }
$new = $new -join ';'
if ($new -ne $old) { $environment.SetValue('Path', $new, $kind) }
