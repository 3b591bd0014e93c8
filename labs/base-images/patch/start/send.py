# send.py NUMBER: sends the service a document that declares so many attributes, and prints how long the answer took.
import socket
import sys
import time

number = int(sys.argv[1])
declared = ' '.join(f'a{each} CDATA ""' for each in range(number))
document = f'<!DOCTYPE feed [<!ATTLIST feed {declared}>]><feed><title>hello</title></feed>'.encode()
began = time.monotonic()
with socket.create_connection(('127.0.0.1', 8080)) as service:
    service.sendall(f'POST / HTTP/1.0\r\nContent-Length: {len(document)}\r\n\r\n'.encode() + document)
    answer = b''
    while piece := service.recv(65536):
        answer += piece
took = time.monotonic() - began
print(f'{len(document) / 1000:.0f} kB read in {took * 1000:.0f} ms:', answer.decode().split('\n')[-2])
