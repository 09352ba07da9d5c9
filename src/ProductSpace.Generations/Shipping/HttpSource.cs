using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ProductSpace.Storage;

namespace ProductSpace.Generations.Shipping;

/// <summary>
/// Reads generations behind a server of plain files. Requests name ranges, on condition that the file is still the one
/// of the first response (If-Range with its ETag, or with its date if it has no strong ETag); a server without ranges
/// sends the file from the start, which is accepted too. Nothing that a server says is trusted: lengths bound what is
/// read, and the caller compares hashes.
/// </summary>
internal sealed class HttpSource : ISnapshotSource
{
    private readonly Uri _base;
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;

    public HttpSource(string address, HttpClient client, TimeSpan timeout)
    {
        if (!Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out Uri? uri)
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0)
        {
            throw new ArgumentException(
                $"\"{address}\" is not the address of a folder; it should look like https://host/shop",
                nameof(address));
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new ArgumentException(
                "the address holds a user name, which would stand in logs; give credentials by a client of your own",
                nameof(address));
        }

        _base = uri;
        _client = client;
        _timeout = timeout;
    }

    /// <summary>Creates a client that does nothing by itself: no redirects, no cookies, no decompression.</summary>
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

    public async Task<SourceBody> OpenAsync(
        string file, long start, long end, string? validator, CancellationToken cancellationToken)
    {
        Uri uri = new(_base, file);
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        request.Headers.Range = new RangeHeaderValue(start, end - 1);
        if (validator is not null && ConditionOf(validator) is RangeConditionHeaderValue condition)
        {
            request.Headers.IfRange = condition;
        }

        // A server that takes the request and never responds is a cut link.
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        HttpResponseMessage response;
        try
        {
            response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token)
                .ConfigureAwait(false);
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
                throw new FetchException(
                    FetchFault.Changed,
                    $"{uri}: was replaced while it was fetched (it was {validator}, it is {tag ?? "without a tag"}); "
                    + "fetch again");
            }

            HttpContentHeaders headers = response.Content.Headers;
            long? length = response.StatusCode == HttpStatusCode.PartialContent
                ? headers.ContentRange?.Length
                : headers.ContentLength;
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new SourceBody(stream, first, length ?? -1, tag, response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Returns the position in the file where the body begins.</summary>
    private static long FirstByteOf(HttpResponseMessage response, Uri uri, long start, long end)
    {
        int status = (int)response.StatusCode;
        Uri? responder = response.RequestMessage?.RequestUri;
        if (status is >= 300 and < 400 || (responder is not null && responder != uri))
        {
            string where = response.Headers.Location?.ToString() ?? responder?.ToString() ?? "elsewhere";
            throw new FetchException(
                FetchFault.Redirected, $"{uri}: sends to {Printable.Shown(where)}; if you trust that, name it instead");
        }

        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
                if (range?.From != start || range.To is not long last || last < start || last >= end)
                {
                    string sent = Printable.Shown(range?.ToString() ?? "no range");
                    throw new FetchException(
                        FetchFault.Damaged,
                        $"{uri}: was asked for bytes {start} to {end - 1} and sends {sent}; "
                        + "that server cannot be used");
                }

                break;
            case HttpStatusCode.OK:
                start = 0;
                break;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
                or >= HttpStatusCode.InternalServerError:
                throw new HttpRequestException($"answers {status}", inner: null, response.StatusCode);
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                throw new FetchException(
                    FetchFault.Damaged,
                    $"{uri}: has no bytes {start} to {end - 1}, which its own table names; "
                    + "publish it again at its source");
            default:
                string advice = status is 404 or 410
                    ? "name a folder of generations with a file CURRENT; "
                        + "if the generation was pruned meanwhile, fetch again"
                    : "look at its rights";
                throw new FetchException(FetchFault.Refused, $"{uri}: answers {status}; {advice}");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            string encoding = Printable.Shown(string.Join(", ", response.Content.Headers.ContentEncoding));
            throw new FetchException(
                FetchFault.Damaged,
                $"{uri}: comes packed ({encoding}), which nobody asked for; let the server send files as they are");
        }

        return start;
    }

    /// <summary>Returns the tag, or the date if there is none.</summary>
    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString()
        ?? response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the condition for If-Range; null for a weak tag, which does not promise the same bytes. The caller
    /// compares weak tags nevertheless.
    /// </summary>
    private static RangeConditionHeaderValue? ConditionOf(string validator) =>
        validator.StartsWith("W/", StringComparison.Ordinal) ? null : RangeConditionHeaderValue.Parse(validator);
}
