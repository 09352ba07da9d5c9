using System.Net;
using System.Net.Http.Headers;

namespace ProductSpace.Generations.Shipping;

/// <summary>
/// Generations behind a server of plain files. Asked for ranges, under the condition that the file is still the one of the
/// first answer (If-Range with its ETag, or with its date where it has no strong one); a server that knows no ranges sends the
/// file from the start, which is taken too. Nothing that a server says is believed: lengths bound what is read, hashes are
/// compared by who asks.
/// </summary>
internal sealed class HttpSource : ISnapshotSource
{
    private readonly Uri _base;
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;

    public HttpSource(string address, HttpClient client, TimeSpan timeout)
    {
        if (!Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out Uri? uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new ArgumentException($"\"{address}\" is not the address of a folder; it should look like https://host/shop", nameof(address));
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new ArgumentException("the address holds a user name, which would stand in logs; give credentials by a client of your own", nameof(address));
        }

        _base = uri;
        _client = client;
        _timeout = timeout;
    }

    /// <summary>A client that does nothing by itself: no redirects, no cookies, nothing unpacked.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxResponseDrainSize = 0,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string NameOf(string file) => new Uri(_base, file).AbsoluteUri;

    public async Task<SourceBody> OpenAsync(string file, long start, long end, string? validator, CancellationToken cancellationToken)
    {
        Uri uri = new(_base, file);
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        request.Headers.Range = new RangeHeaderValue(start, end - 1);
        if (validator is not null && ConditionOf(validator) is RangeConditionHeaderValue condition)
        {
            request.Headers.IfRange = condition;
        }

        // A server that takes the question and never answers is a cut link.
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_timeout);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {_timeout.TotalSeconds:F0} s");
        }

        try
        {
            long first = FirstByteOf(response, uri, start, end);
            string? tag = ValidatorOf(response);
            if (validator is not null && tag != validator)
            {
                throw new FetchException(FetchFault.Changed, $"{uri}: was replaced while it was fetched (it was {validator}, it is {tag ?? "without a tag"}); fetch again");
            }

            long length = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.Length ?? -1 : response.Content.Headers.ContentLength ?? -1;
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new SourceBody(stream, first, length, tag, response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Where in the file the body begins.</summary>
    private static long FirstByteOf(HttpResponseMessage response, Uri uri, long start, long end)
    {
        int status = (int)response.StatusCode;
        if (status is >= 300 and < 400 || response.RequestMessage?.RequestUri is Uri asked && asked != uri)
        {
            string where = response.Headers.Location?.ToString() ?? response.RequestMessage?.RequestUri?.ToString() ?? "elsewhere";
            throw new FetchException(FetchFault.Redirected, $"{uri}: sends to {Shown(where)}; if you trust that, name it instead");
        }

        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
                if (range?.From != start || range.To is not long last || last < start || last >= end)
                {
                    throw new FetchException(FetchFault.Damaged, $"{uri}: was asked for bytes {start} to {end - 1} and sends {Shown(range?.ToString() ?? "no range")}; that server cannot be used");
                }

                break;
            case HttpStatusCode.OK:
                start = 0;
                break;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new HttpRequestException($"answers {status}", inner: null, response.StatusCode);
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                throw new FetchException(FetchFault.Damaged, $"{uri}: has no bytes {start} to {end - 1}, which its own table tells of; publish it anew at its source");
            default:
                throw new FetchException(FetchFault.Refused, $"{uri}: answers {status}; {(status is 404 or 410 ? "name a folder of generations with a file CURRENT; a generation that was pruned meanwhile is asked for anew by the next fetch" : "look at its rights")}");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw new FetchException(FetchFault.Damaged, $"{uri}: comes packed ({Shown(string.Join(", ", response.Content.Headers.ContentEncoding))}), which nobody asked for; let the server send files as they are");
        }

        return start;
    }

    /// <summary>The tag, or the date where there is none.</summary>
    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() ?? response.Content.Headers.LastModified?.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Weak tags may not stand in If-Range: they do not promise the same bytes. They are compared all the same.</summary>
    private static RangeConditionHeaderValue? ConditionOf(string validator) =>
        validator.StartsWith("W/", StringComparison.Ordinal) ? null : RangeConditionHeaderValue.Parse(validator);

    private static string Shown(string text) => Storage.Printable.Shown(text);
}
