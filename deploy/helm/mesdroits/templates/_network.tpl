{{/* The rules of NetworkPolicy. A rule without peers would mean "anyone": the schema refuses empty peer lists. */}}

{{- define "mesdroits.rule" -}}
- {{ .direction }}:
    {{- toYaml .peers | nindent 4 }}
  ports:
    - protocol: TCP
      port: {{ int .port }}
{{- end }}

{{- define "mesdroits.podPeer" -}}
podSelector:
  matchLabels:
    {{- include "mesdroits.selector" . | nindent 4 }}
{{- end }}

{{- define "mesdroits.dnsRule" -}}
- to:
    {{- toYaml .Values.dns.peers | nindent 4 }}
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end }}

{{/* The edge hears the ingress controller only; any other service hears its declared callers only. */}}
{{- define "mesdroits.ingressRules" -}}
{{- $callers := list -}}
{{- range $caller, $entry := .root.Values.services -}}
{{- if has $.name (default list $entry.callsTo) -}}
{{- $callers = append $callers (fromYaml (include "mesdroits.podPeer" (dict "root" $.root "name" $caller))) -}}
{{- range $job, $_ := $entry.jobs -}}
{{- $callers = append $callers (fromYaml (include "mesdroits.podPeer" (dict "root" $.root "name" (printf "%s-%s" $caller $job)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (eq .service.protocol "http") .root.Values.ingress.enabled -}}
{{- $callers = concat $callers .root.Values.ingress.peers -}}
{{- end -}}
{{- if $callers -}}
{{ include "mesdroits.rule" (dict "direction" "from" "peers" $callers "port" .service.port) }}
{{- else -}}
[]
{{- end -}}
{{- end }}

{{- define "mesdroits.egressRules" -}}
{{- $values := .root.Values -}}
{{ include "mesdroits.dnsRule" .root }}
{{- range .service.callsTo }}
{{- $callee := get $values.services . }}
{{- $peer := fromYaml (include "mesdroits.podPeer" (dict "root" $.root "name" .)) }}
{{ include "mesdroits.rule" (dict "direction" "to" "peers" (list $peer) "port" $callee.port) }}
{{- end }}
{{- if .service.database }}
{{ include "mesdroits.rule" (merge (dict "direction" "to") $values.database) }}
{{- end }}
{{- if .service.nats }}
{{ include "mesdroits.rule" (merge (dict "direction" "to") $values.nats) }}
{{- end }}
{{- if $values.telemetry.endpoint }}
{{ include "mesdroits.rule" (merge (dict "direction" "to") $values.telemetry) }}
{{- end }}
{{- if and .service.organismes $values.organismes.addresses }}
{{ include "mesdroits.rule" (merge (dict "direction" "to") $values.organismes) }}
{{- end }}
{{- if .service.objectStore }}
{{ include "mesdroits.rule" (merge (dict "direction" "to") $values.objectStore) }}
{{- end }}
{{- if and .service.providers $values.providers.peers }}
{{ include "mesdroits.rule" (dict "direction" "to" "peers" $values.providers.peers "port" $values.providers.smtpPort) }}
{{ include "mesdroits.rule" (dict "direction" "to" "peers" $values.providers.peers "port" $values.providers.port) }}
{{- end }}
{{- if .service.franceconnect }}
{{ include "mesdroits.rule" (merge (dict "direction" "to") $values.franceconnect) }}
{{- end }}
{{- end }}
