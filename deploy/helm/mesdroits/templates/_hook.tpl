{{/* Schemas move before the code that needs them; every migration also runs under the previous release. */}}
{{- define "mesdroits.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}
