#!/bin/bash
# Ends with 0 if the shop is ready: asks /readyz, with nothing but bash.
exec 3<>"/dev/tcp/127.0.0.1/${HOLDFAST_ADDR##*:}" || exit 1
printf 'GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]
