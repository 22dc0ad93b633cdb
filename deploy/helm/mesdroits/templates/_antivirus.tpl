{{/* clamd beside a container that takes files from people. They share a socket in memory and nothing else. */}}

{{- define "mesdroits.guarded" -}}
{{- if and .service.antivirus .root.Values.antivirus.enabled }}yes{{ end -}}
{{- end }}

{{/* Its settings are no secret and a few lines: written where only this pod reads them. The limits are those of a document and a margin. */}}
{{- define "mesdroits.antivirus" -}}
{{- $antivirus := .Values.antivirus -}}
- name: clamd
  image: {{ $antivirus.image | quote }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command:
    - sh
    - -c
    - |
      cat > /run/clamd/clamd.conf <<END
      Foreground yes
      LocalSocket /run/clamd/clamd.sock
      DatabaseDirectory /var/lib/clamav
      TemporaryDirectory /tmp
      StreamMaxLength 30M
      MaxFileSize 30M
      MaxScanSize 60M
      MaxThreads 2
      END
      exec clamd --config-file=/run/clamd/clamd.conf
  {{- range $probe, $times := dict "startupProbe" (dict "periodSeconds" 5 "failureThreshold" 60) "livenessProbe" (dict "periodSeconds" 30 "failureThreshold" 4) "readinessProbe" (dict "periodSeconds" 15 "failureThreshold" 2) }}
  {{ $probe }}:
    exec:
      command: [clamdscan, --config-file=/run/clamd/clamd.conf, --ping, "1"]
    timeoutSeconds: 5
    {{- toYaml $times | nindent 4 }}
  {{- end }}
  lifecycle:
    # It leaves last: a document that is being looked at while the service drains still gets its answer.
    {{- $seconds := add .Values.drain.endpointsSeconds .Values.drain.requestsSeconds | int }}
    preStop:
      {{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}
      sleep:
        seconds: {{ $seconds }}
      {{- else }}
      exec:
        command: [sleep, "{{ $seconds }}"]
      {{- end }}
  resources:
    {{- toYaml $antivirus.resources | nindent 4 }}
  {{- include "mesdroits.containerSecurity" . | nindent 2 }}
  volumeMounts:
    - name: clamd
      mountPath: /run/clamd
    - name: clamd-tmp
      mountPath: /tmp
    - name: signatures
      mountPath: /var/lib/clamav
      readOnly: true
{{- end }}

{{- define "mesdroits.antivirusVolumes" -}}
- name: clamd
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
- name: clamd-tmp
  emptyDir:
    sizeLimit: 256Mi
- name: signatures
  persistentVolumeClaim:
    claimName: {{ .Values.antivirus.signatures }}
    readOnly: true
{{- end }}
