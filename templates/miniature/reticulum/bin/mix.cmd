@node "%~dp0mix" %*
