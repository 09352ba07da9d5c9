using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProductSpace.Generations.Tests.Shipping;

/// <summary>
/// A server of plain files on a port of this machine, one request a connection, that misbehaves on demand: each request goes
/// through <see cref="Behave"/>. Counts what it sends.
/// </summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _root;
    private long _sent;
    private int _requests;

    public FileServer(string root)
    {
        _root = root;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/shop");

    /// <summary>Whether it knows ranges, and tags.</summary>
    public bool HasRanges { get; set; } = true;

    public bool HasTags { get; set; } = true;

    /// <summary>Changes an answer before it is sent: number of the request from 1, the file's name, the answer.</summary>
    public Action<int, string, Answer> Behave { get; set; } = (_, _, _) => { };

    /// <summary>Bytes of bodies that were handed to the system.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public List<string> Ranges { get; } = [];

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using NetworkStream stream = client.GetStream();
                using StreamReader reader = new(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
                string name = Path.GetFileName((await reader.ReadLineAsync())!.Split(' ')[1]);
                Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                {
                    headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                }

                int number = Interlocked.Increment(ref _requests);
                Answer answer = AnswerOf(name, headers);
                Behave(number, name, answer);
                await SendAsync(client, stream, answer);
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
                // The client went away.
            }
        }
    }

    private Answer AnswerOf(string name, Dictionary<string, string> headers)
    {
        string path = Path.Combine(_root, name);
        if (!File.Exists(path))
        {
            return new Answer { Status = 404 };
        }

        byte[] bytes = File.ReadAllBytes(path);
        string tag = $"\"{System.IO.Hashing.XxHash3.HashToUInt64(bytes):x}\"";
        Answer answer = new() { Status = 200, Body = bytes };
        if (HasTags)
        {
            answer.Headers["ETag"] = tag;
        }

        if (headers.TryGetValue("Range", out string? range))
        {
            lock (Ranges)
            {
                Ranges.Add($"{name} {range} {headers.GetValueOrDefault("If-Range", "-")}");
            }

            string[] ends = range["bytes=".Length..].Split('-');
            int start = int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = Math.Min(int.Parse(ends[1], CultureInfo.InvariantCulture), bytes.Length - 1);
            if (HasRanges && headers.GetValueOrDefault("If-Range", tag) == tag)
            {
                answer.Status = start < bytes.Length ? 206 : 416;
                answer.Body = start < bytes.Length ? bytes[start..(last + 1)] : [];
                answer.Headers["Content-Range"] = $"bytes {start}-{last}/{bytes.Length}";
            }
        }

        return answer;
    }

    private async Task SendAsync(TcpClient client, NetworkStream stream, Answer answer)
    {
        StringBuilder head = new($"HTTP/1.1 {answer.Status} x\r\nConnection: close\r\n");
        if (answer.Length is not < 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Length ?? answer.Body.Length}\r\n");
        }

        foreach ((string key, string value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{key}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        int end = Math.Min(answer.CutAfter, answer.Body.Length);
        for (int start = 0; start < end; start += 4096)
        {
            int count = Math.Min(4096, end - start);
            await stream.WriteAsync(answer.Body.AsMemory(start, count));
            Interlocked.Add(ref _sent, count);
        }

        byte[] more = new byte[4096];
        while (answer.IsEndless)
        {
            await stream.WriteAsync(more);
            Interlocked.Add(ref _sent, more.Length);
        }

        if (answer.StallMilliseconds > 0)
        {
            await Task.Delay(answer.StallMilliseconds);
        }

        if (answer.CutAfter < answer.Body.Length && answer.IsReset)
        {
            client.LingerState = new LingerOption(true, 0);
        }
    }
}

/// <summary>What a server sends.</summary>
internal sealed class Answer
{
    public required int Status { get; set; }

    public Dictionary<string, string> Headers { get; } = [];

    public byte[] Body { get; set; } = [];

    /// <summary>The length that is told; null for the right one, negative for none.</summary>
    public long? Length { get; set; }

    /// <summary>The connection ends after so many bytes of the body.</summary>
    public int CutAfter { get; set; } = int.MaxValue;

    /// <summary>By a reset instead of a plain end.</summary>
    public bool IsReset { get; set; }

    /// <summary>Zeros follow for ever.</summary>
    public bool IsEndless { get; set; }

    public int StallMilliseconds { get; set; }
}
