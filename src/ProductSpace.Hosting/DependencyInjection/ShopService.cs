using Microsoft.Extensions.Hosting;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>
/// Opens the shops of a host before anything else starts, and closes them when everything else has stopped. A shop that
/// cannot be opened stops the start; the container closes those that were opened until then.
/// </summary>
internal sealed class ShopService(IServiceProvider services, IEnumerable<ShopRegistration> shops)
    : IHostedLifecycleService
{
    /// <summary>
    /// Opens each shop on a thread of its own: opening reads whole files, and the caller may have one thread.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(shops.Select(shop => Task.Factory.StartNew(
            () => shop.Open(services), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (ShopRegistration shop in shops)
        {
            shop.Close(services);
        }

        return Task.CompletedTask;
    }
}
