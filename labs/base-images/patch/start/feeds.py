# Reads XML documents: GET /WORD reads a small one with that title, POST / reads the one that is sent.
# Answers with the titles in it, in capitals. The parser is expat, the library libexpat1 of the image.
import pyexpat
import signal
import socket
import sys


def titles(document):
    found, inside = [], [False]
    parser = pyexpat.ParserCreate()

    def start(name, attributes):
        inside[0] = name == 'title'

    def end(name):
        inside[0] = False

    def text(piece):
        if inside[0]:
            found.append(piece)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(document, True)
    return ''.join(found).upper()


def receive(client):
    """The request's path, and the document that came with it."""
    stream = client.makefile('rb')
    path = stream.readline(9000).decode().split(' ')[1]
    length = 0
    while (line := stream.readline(9000).strip()):
        name, _, value = line.decode().partition(':')
        if name.lower() == 'content-length':
            length = int(value)
    return path, stream.read(length)


def answer(client):
    try:
        path, document = receive(client)
        if not document:
            document = f'<feed><title>{path[1:]}</title></feed>'.encode()
        status, body = '200 OK', titles(document)
    except pyexpat.ExpatError as error:
        status, body = '400 Bad Request', f'no XML: {error}'
    client.sendall(f'HTTP/1.0 {status}\r\nContent-Type: text/plain\r\n\r\n{body}\n'.encode())


# The first process of a container is ended only by signals that it handles.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with socket.create_server(('', 8080)) as server:
    print('reading on port 8080', flush=True)
    while True:
        client, _ = server.accept()
        client.settimeout(10)
        with client:
            try:
                answer(client)
            except (OSError, ValueError, IndexError) as error:
                print(f'{error}', flush=True)
