using Microsoft.Extensions.Hosting;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>
/// Opens the shops of a host before anything else starts, and closes them when everything else has stopped. A shop that
/// cannot be opened stops the start; what was opened until then is closed by the container.
/// </summary>
internal sealed class ShopService(IServiceProvider services, IEnumerable<AddedShop> added) : IHostedLifecycleService
{
    /// <summary>Each on a thread of its own: opening reads whole files, and the caller's thread may be the only one.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(added.Select(shop => shop.In(services)).Select(shop => Task.Factory.StartNew(() => shop.EnsureOpen(), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (AddedShop shop in added)
        {
            shop.In(services).Dispose();
        }

        return Task.CompletedTask;
    }
}
