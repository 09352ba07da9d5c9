using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProductSpace.Hosting.Tests.Telemetry;

namespace ProductSpace.Hosting.Tests.Sample;

/// <summary>
/// 64 connections ask the sample while its folder is published into and rolled back, and everything is verified, over and
/// over. Answers have to be of one generation, and work may not wait for a thread of the pool: a twin whose requests wait for
/// a verification shows that such waiting would be seen.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class WebShopTests(SmallShops shops) : IDisposable
{
    private const int Connections = 64;

    private const int LeastAnswers = 1000;
    private const int LeastGenerations = 4;

    /// <summary>A busy machine alone makes work wait for some hundred milliseconds.</summary>
    private static readonly TimeSpan s_mostWait = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Next_64ConnectionsWhileSwappingAndVerifying_AnswersRightAndInTime()
    {
        GenerationFolder folder = new(_folder.Root);
        folder.Publish(shops[0]);
        using RunningSample sample = new("--urls=http://127.0.0.1:0", $"--ConnectionStrings:catalog=Directory={_folder.Root};PollInterval=00:00:00.010", "--Logging:LogLevel:Default=None");
        using HttpClient client = new() { BaseAddress = sample.Address };
        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/next")).StatusCode);
        Assert.Equal(1, (await client.GetFromJsonAsync<Answer>("/next?viewed=p-1"))!.Generation);
        ConcurrentDictionary<int, int> generations = new();
        using PoolProbe probe = new();
        int asked = await AskAsync(sample.Address, Connections, answers => answers >= LeastAnswers && generations.Count >= LeastGenerations, Work, answer =>
        {
            // The snapshot of a generation is told by its prices, and every product of an answer has it.
            Assert.Equal(12, answer.Products.Count);
            Assert.All(answer.Products, product => Assert.Equal((answer.Generation - 1) % 2, product.Price));
            Assert.DoesNotContain(answer.Products, product => product.Id == "p-1");
            generations.AddOrUpdate(answer.Generation, 1, (_, count) => count + 1);
        });
        Assert.True(asked >= LeastAnswers && generations.Count >= LeastGenerations, $"{asked} answers came from {generations.Count} generations");
        Assert.True(probe.Worst < s_mostWait, $"work waited {probe.Worst} for a thread of the pool");

        void Work(int round)
        {
            folder.Publish(shops[(round + 1) % 2]);
            using IndexLease lease = sample.Host.Services.GetRequiredService<ProductShop>().Acquire();
            lease.Index.Verify();
        }
    }

    [Fact]
    public async Task Next_TagOfTheGeneration_SparesTheAnswerUntilTheNextOne()
    {
        GenerationFolder folder = new(_folder.Root);
        folder.Publish(shops[0]);
        using RunningSample sample = new("--urls=http://127.0.0.1:0", $"--ConnectionStrings:catalog=Directory={_folder.Root};PollInterval=00:00:00.010", "--Logging:LogLevel:Default=None");
        using HttpClient client = new() { BaseAddress = sample.Address };
        HttpResponseMessage first = await client.GetAsync("/next?viewed=p-1");
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.GetAsync("/next?viewed=p-1")).StatusCode);
        folder.Publish(shops[1]);
        HttpResponseMessage next;
        do
        {
            next = await client.GetAsync("/next?viewed=p-1");
        }
        while (next.StatusCode == HttpStatusCode.NotModified);

        Assert.Equal(2, (await next.Content.ReadFromJsonAsync<Answer>())!.Generation);
        Assert.NotEqual(first.Headers.ETag, next.Headers.ETag);
    }

    [Fact]
    public async Task Next_TwinThatWaitsInTheRequest_IsCaught()
    {
        new GenerationFolder(_folder.Root).Publish(shops[0]);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        using SemaphoreSlim verified = new(0);
        app.MapGet("/next", () =>
        {
            // As for a look at a large generation, or for a lock that is held during one; a minute at most.
            verified.Wait(60_000);
            return new Answer(1, []);
        });
        await app.StartAsync();

        // A pool grows by a thread or two a second where its threads are blocked, and each lets a piece of work through. Here it grows
        // at once, to a limit, and there are more requests than threads, so that it stays full until the work beside them has seen
        // enough. Threads that are there may be blocked for as long as the tests run.
        ThreadPool.GetMinThreads(out int least, out int leastPorts);
        ThreadPool.GetMaxThreads(out int most, out int ports);
        int threads = Math.Max(least, ThreadPool.ThreadCount + Environment.ProcessorCount);
        int connections = Math.Max(Connections, 2 * threads);
        Assert.True(ThreadPool.SetMaxThreads(threads, ports) && ThreadPool.SetMinThreads(threads, leastPorts));
        try
        {
            using PoolProbe probe = new();
            await AskAsync(new Uri(app.Urls.First()), connections, answers => answers >= connections, _ => Work(probe), _ => { });
            Assert.True(probe.Worst > s_mostWait, $"work waited {probe.Worst} only for a thread of the pool");
        }
        finally
        {
            ThreadPool.SetMinThreads(least, leastPorts);
            ThreadPool.SetMaxThreads(most, ports);
            verified.Release(connections);
        }

        await app.StopAsync();

        void Work(PoolProbe probe)
        {
            Thread.Sleep(10);
            if (probe.Worst > s_mostWait)
            {
                // Seen: the rest need not wait.
                verified.Release(connections);
            }
        }
    }

    /// <summary>Each connection asks one question after the other until enough were answered; the work beside them has a thread of its own.</summary>
    private static async Task<int> AskAsync(Uri address, int connections, Func<int, bool> isEnough, Action<int> work, Action<Answer> check)
    {
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        long end = Environment.TickCount64 + 60_000;
        int asked = 0;
        Task working = Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; IsOn(); round++)
                {
                    work(round);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (IsOn())
            {
                check((await client.GetFromJsonAsync<Answer>("/next?viewed=p-1,p-7&shopper=me"))!);
                Interlocked.Increment(ref asked);
            }
        }));
        await working;
        return asked;

        bool IsOn() => Environment.TickCount64 < end && !isEnough(Volatile.Read(ref asked));
    }

    private sealed record Answer(int Generation, IReadOnlyList<Product> Products);

    private sealed record Product(string Id, long? Price);
}
