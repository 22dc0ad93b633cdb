{{/* What a pod of the suite is made of: hardening, environment, mounted secrets, probes. */}}

{{- define "mesdroits.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "mesdroits.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{- define "mesdroits.secretVariable" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{- define "mesdroits.databaseUrl" -}}
{{ include "mesdroits.secretVariable" (dict "variable" "MESDROITS_DATABASE_URL" "secret" .secret "key" "database-url") }}
{{- end }}

{{/* Where people log in: the edge's security headers let its login form end up there. */}}
{{- define "mesdroits.franceconnectIssuer" -}}
- name: MESDROITS_FRANCECONNECT_ISSUER
  value: {{ .root.Values.franceconnect.issuer | quote }}
{{- with .root.Values.franceconnect.plus.issuer }}
- name: MESDROITS_FRANCECONNECT_PLUS_ISSUER
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "mesdroits.franceconnect" -}}
{{ include "mesdroits.franceconnectIssuer" . }}
- name: MESDROITS_FRANCECONNECT_CLIENT_ID
  value: {{ .root.Values.franceconnect.clientId | quote }}
{{ include "mesdroits.secretVariable" (dict "variable" "MESDROITS_FRANCECONNECT_CLIENT_SECRET" "secret" .service.existingSecret "key" "franceconnect-client-secret") }}
{{- if .root.Values.franceconnect.plus.issuer }}
- name: MESDROITS_FRANCECONNECT_PLUS_CLIENT_ID
  value: {{ .root.Values.franceconnect.plus.clientId | quote }}
{{ include "mesdroits.secretVariable" (dict "variable" "MESDROITS_FRANCECONNECT_PLUS_CLIENT_SECRET" "secret" .service.existingSecret "key" "franceconnect-plus-client-secret") }}
{{- end }}
{{- end }}

{{- define "mesdroits.objectStore" -}}
- name: MESDROITS_DOCUMENTS_STORE
  value: {{ .url | quote }}
{{- with .endpoint }}
- name: MESDROITS_S3_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .region }}
- name: MESDROITS_S3_REGION
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* An empty list is said too: the channel is not offered. */}}
{{- define "mesdroits.providers" -}}
- name: MESDROITS_SMTP_ADDRESSES
  value: {{ toJson .smtp | quote }}
- name: MESDROITS_SMTP_TLS
  value: {{ .smtpTls | quote }}
{{- with .smtpUsername }}
- name: MESDROITS_SMTP_USERNAME
  value: {{ . | quote }}
{{- end }}
- name: MESDROITS_MAIL_REPORT_ADDRESSES
  value: {{ toJson .mailReports | quote }}
- name: MESDROITS_SMS_ADDRESSES
  value: {{ toJson .sms | quote }}
- name: MESDROITS_LETTER_ADDRESSES
  value: {{ toJson .letters | quote }}
- name: MESDROITS_PUSH_ORIGINS
  value: {{ toJson .pushOrigins | quote }}
{{- with .mailFrom }}
- name: MESDROITS_MAIL_FROM
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* variable → key of the service's secret, the seed of NATS included. */}}
{{- define "mesdroits.files" -}}
{{- $files := deepCopy (default dict .service.files) -}}
{{- if .service.nats }}{{ $_ := set $files "MESDROITS_NATS_SEED_FILE" "nats-seed" }}{{ end -}}
{{- if and .service.franceconnect .root.Values.franceconnect.plus.issuer }}{{ $_ := set $files "MESDROITS_FRANCECONNECT_PLUS_KEYS_FILE" "franceconnect-plus-keys" }}{{ end -}}
{{- toYaml $files -}}
{{- end }}

{{- define "mesdroits.environment" -}}
{{- $values := .root.Values -}}
- name: MESDROITS_LISTEN
  value: {{ printf "0.0.0.0:%d" (int .service.port) | quote }}
- name: MESDROITS_DRAIN_SECONDS
  value: {{ $values.drain.requestsSeconds | quote }}
- name: MESDROITS_PUBLIC_URL
  value: {{ $values.publicUrl | quote }}
{{- if .service.database }}
{{ include "mesdroits.databaseUrl" (dict "secret" .service.existingSecret) }}
{{- end }}
{{- if .service.nats }}
- name: MESDROITS_NATS_URL
  value: {{ $values.nats.url | quote }}
{{- end }}
{{- with $values.telemetry.endpoint }}
- name: MESDROITS_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- range .service.callsTo }}
{{- $callee := required (printf "callsTo names %s, which is not in services" .) (get $values.services .) }}
- name: MESDROITS_{{ upper . }}_ADDRESS
  value: {{ printf "%s:%d" (include "mesdroits.name" (dict "root" $.root "name" .)) (int $callee.port) | quote }}
{{- end }}
{{- if and .service.organismes $values.organismes.addresses }}
- name: MESDROITS_ORGANISME_ADDRESSES
  value: {{ toJson $values.organismes.addresses | quote }}
{{- end }}
{{- if .service.objectStore }}
{{ include "mesdroits.objectStore" $values.objectStore }}
{{- end }}
{{- if .service.providers }}
{{ include "mesdroits.providers" $values.providers }}
{{- end }}
{{- if eq "yes" (include "mesdroits.guarded" .) }}
- name: MESDROITS_CLAMD_SOCKET
  value: /run/clamd/clamd.sock
{{- end }}
{{- if .service.franceconnect }}
{{ include "mesdroits.franceconnect" . }}
{{- else if eq .service.protocol "http" }}
{{ include "mesdroits.franceconnectIssuer" . }}
{{- end }}
{{- if and (eq .service.protocol "http") $values.ingress.trustedProxies }}
- name: MESDROITS_TRUSTED_PROXIES
  value: {{ $values.ingress.trustedProxies | quote }}
{{- end }}
- name: MESDROITS_TRUSTED_KEYS_FILE
  value: /run/secrets/mesdroits/trusted-keys
{{- range $variable, $key := fromYaml (include "mesdroits.files" .) }}
- name: {{ $variable }}
  value: /run/secrets/mesdroits/{{ $key }}
{{- end }}
{{- if $values.tls.enabled }}
- name: MESDROITS_TLS_CERT_FILE
  value: /run/secrets/tls/tls.crt
- name: MESDROITS_TLS_KEY_FILE
  value: /run/secrets/tls/tls.key
- name: MESDROITS_TLS_CA_FILE
  value: /run/secrets/tls/ca.crt
{{- end }}
{{- range $variable, $key := .service.secrets }}
{{ include "mesdroits.secretVariable" (dict "variable" $variable "secret" $.service.existingSecret "key" $key) }}
{{- end }}
{{- range $variable, $value := .service.env }}
- name: {{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "mesdroits.mounts" -}}
- name: tmp
  mountPath: /tmp
- name: secrets
  mountPath: /run/secrets/mesdroits
  readOnly: true
{{- if .root.Values.tls.enabled }}
- name: tls
  mountPath: /run/secrets/tls
  readOnly: true
{{- end }}
{{- if eq "yes" (include "mesdroits.guarded" .) }}
- name: clamd
  mountPath: /run/clamd
  readOnly: true
{{- end }}
{{- end }}

{{- define "mesdroits.volumes" -}}
{{- $trusted := .root.Values.trustedKeys -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ $trusted.existingSecret }}
          items:
            - key: {{ $trusted.key }}
              path: trusted-keys
      {{- with fromYaml (include "mesdroits.files" .) }}
      - secret:
          name: {{ $.service.existingSecret }}
          items:
            {{- range $key := values . | uniq | sortAlpha }}
            - key: {{ $key }}
              path: {{ $key }}
            {{- end }}
      {{- end }}
{{- if .root.Values.tls.enabled }}
- name: tls
  secret:
    secretName: {{ required (printf "services.%s.tlsSecret is required when tls.enabled" .name) .service.tlsSecret }}
    defaultMode: 0440
{{- end }}
{{- if eq "yes" (include "mesdroits.guarded" .) }}
{{ include "mesdroits.antivirusVolumes" .root }}
{{- end }}
{{- end }}

{{/* The kubelet speaks gRPC without a certificate and since 1.24: elsewhere an open port is all it can see. */}}
{{- define "mesdroits.probe" -}}
{{- if eq .service.protocol "http" -}}
httpGet:
  path: {{ .path }}
  port: main
{{- else if and (not .root.Values.tls.enabled) (semverCompare ">=1.24-0" .root.Capabilities.KubeVersion.Version) -}}
grpc:
  port: {{ int .service.port }}
{{- else -}}
tcpSocket:
  port: main
{{- end }}
{{- end }}

{{- define "mesdroits.probes" -}}
startupProbe:
  {{- include "mesdroits.probe" (merge (dict "path" "/healthz/live") .) | nindent 2 }}
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  {{- include "mesdroits.probe" (merge (dict "path" "/healthz/live") .) | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 6
readinessProbe:
  {{- include "mesdroits.probe" (merge (dict "path" "/healthz/ready") .) | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
{{- end }}

{{/* The pod leaves the end points while it still serves; python, because the image promises no shell. */}}
{{- define "mesdroits.preStop" -}}
{{- $seconds := int .Values.drain.endpointsSeconds -}}
preStop:
  {{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}
  sleep:
    seconds: {{ $seconds }}
  {{- else }}
  exec:
    command: [python, -c, "import time; time.sleep({{ $seconds }})"]
  {{- end }}
{{- end }}
