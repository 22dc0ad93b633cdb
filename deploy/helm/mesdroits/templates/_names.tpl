{{/* Names, labels and what the cluster can do. A service's argument is always (dict "root" $ "name" <key> "service" <entry>). */}}

{{/* Kubernetes names take no underscore: requests_tracking → <release>-requests-tracking. */}}
{{- define "mesdroits.name" -}}
{{- $fullname := printf "%s-%s" .root.Release.Name (replace "_" "-" .name) -}}
{{- if gt (len $fullname) 63 }}{{ fail (printf "%s is longer than 63 characters: choose a shorter release name" $fullname) }}{{ end -}}
{{- $fullname -}}
{{- end }}

{{- define "mesdroits.suite" -}}
app.kubernetes.io/name: mesdroits
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mesdroits.selector" -}}
{{ include "mesdroits.suite" .root }}
app.kubernetes.io/component: {{ replace "_" "-" .name }}
{{- end }}

{{- define "mesdroits.labels" -}}
{{ include "mesdroits.selector" . }}
{{ include "mesdroits.release" .root }}
{{- end }}

{{- define "mesdroits.release" -}}
app.kubernetes.io/part-of: mesdroits
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "mesdroits.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end -}}
{{ $image.repository }}/{{ replace "_" "-" .name -}}
{{- with .service.digest }}@{{ . }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end -}}
{{- end }}

{{/* Has alone is not enough to render without a cluster: Helm's built-in list ignores the version that is asked for. */}}
{{- define "mesdroits.served" -}}
{{- if and (.root.Capabilities.APIVersions.Has .api) (semverCompare (printf ">=%s-0" .since) .root.Capabilities.KubeVersion.Version) }}yes{{ end -}}
{{- end }}

{{- define "mesdroits.pdbApi" -}}
{{- ternary "policy/v1" "policy/v1beta1" (eq "yes" (include "mesdroits.served" (dict "root" . "api" "policy/v1" "since" "1.21"))) -}}
{{- end }}

{{- define "mesdroits.cronJobApi" -}}
{{- ternary "batch/v1" "batch/v1beta1" (eq "yes" (include "mesdroits.served" (dict "root" . "api" "batch/v1" "since" "1.21"))) -}}
{{- end }}

{{- define "mesdroits.hpaApi" -}}
{{- ternary "autoscaling/v2" "autoscaling/v2beta2" (eq "yes" (include "mesdroits.served" (dict "root" . "api" "autoscaling/v2" "since" "1.23"))) -}}
{{- end }}
