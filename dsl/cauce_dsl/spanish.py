"""What people write when they do not know the word yet: Spanish, or the English of other tools, to ours."""

from __future__ import annotations

from collections.abc import Mapping


def _table(rows: Mapping[str, str]) -> dict[str, str]:
    return {other: name for name, others in rows.items() for other in others.split()}


KINDS = _table(
    {
        "say": "decir di mensaje enviar envía escribir responder texto mostrar send message print reply text",
        "ask": "preguntar pregunta pedir pide capturar question input prompt collect capture",
        "menu": "opciones elegir escoger botones lista choice choices buttons list options",
        "redirect": "derivar deriva redirigir transferir pasar agente humano handoff transfer human agent",
        "end": "terminar termina fin finalizar cerrar despedir stop exit close finish",
        "media": "archivo imagen foto video documento adjuntar audio image file document attach",
        "set": "guardar guarda asignar poner variable fijar let var assign",
        "tag": "etiquetar etiqueta marcar label",
        "http": "petición consultar api webhook request fetch get post",
        "call": "llamar llama subflujo ejecutar correr subflow run",
        "return": "volver devolver devuelve regresar retornar",
        "wait": "esperar espera pausa pausar dormir sleep delay pause",
        "if": "si when cuando",
        "else": "sino otherwise",
        "elif": "elseif osi",
        "flow": "flujo",
    }
)
"""Statements."""

JUMPS = frozenset({"ir", "saltar", "salta", "ve", "goto", "jump", "go", "divert"})
"""Words of those who look for `->`."""

PORTS = _table(
    {
        "closed": "cerrado cerrada fuera_de_horario",
        "invalid": "inválido inválida malo mala incorrecto incorrecta nomatch no_match",
        "timeout": "tiempo espera inactivo inactividad silencio sin_respuesta noreply no_reply",
        "done": "hecho listo terminado resuelto devuelto",
        "error": "falla fallo err",
        "keyword": "palabra palabras clave palabra_clave keywords",
        "missing": "falta no_existe",
    }
)
"""Ways out."""

PARAMETERS = _table(
    {
        "text": "texto mensaje pregunta message",
        "type": "tipo",
        "retries": "reintentos intentos tries",
        "retry": "reintento reintentar",
        "style": "estilo",
        "check": "validar valida condición validate",
        "note": "nota",
        "reason": "razón motivo",
        "caption": "pie leyenda",
        "headers": "encabezados cabeceras",
        "json": "cuerpo body datos data",
        "url": "dirección enlace link",
        "method": "método",
        "timeout": "espera plazo",
        "key": "tecla número numero",
        "words": "palabras sinónimos",
        "triggers": "disparadores trigger palabras",
        "lang": "idioma lengua language",
        "title": "título",
        "name": "nombre",
        "template": "plantilla",
        "area": "área",
        "remove": "quitar borrar",
        "interrupts": "interrumpe interrupciones",
        "country": "país",
        "min": "mínimo",
        "max": "máximo",
        "id": "identificador",
    }
)
"""Parameters."""

VALUES = _table(
    {
        "buttons": "botones botón button",
        "list": "lista",
        "text": "texto",
        "auto": "automático",
        "image": "imagen foto",
        "file": "archivo documento document",
        "number": "número numero numérico entero",
        "email": "correo mail",
        "date": "fecha",
        "time": "hora",
        "phone": "teléfono celular móvil fono",
        "location": "ubicación",
        "es": "español spanish",
        "en": "inglés english",
    }
)
"""Values of enumerations and types of answers."""
